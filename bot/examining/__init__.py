"""Looks whether all that answering needs is there and agrees with the rest."""
