"""The kinds of things that addresses hold, one module each."""
