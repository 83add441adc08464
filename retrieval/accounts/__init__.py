"""Accounts of one thing compared: who agrees, who differs, in what."""
