"""Follow-ups made to stand alone by what was asked and answered before."""
