"""Checks that a written sentence says no more than the evidence that it cites, before it is shown."""
