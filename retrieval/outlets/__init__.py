"""Outlets: their names and sites, and which of them are one voice."""
