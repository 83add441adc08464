"""Measurements: `make eval`, `make peers` and the fitting of the weights."""
