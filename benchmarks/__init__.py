"""Measurements: `make eval`, `make bench` and the fitting of the weights."""
