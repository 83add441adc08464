"""A library copied into one file, and put back."""
