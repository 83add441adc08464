"""The indexes of words and vectors, projections of the library."""
