"""What readers said of answers: kept, listed, made into a test set."""
