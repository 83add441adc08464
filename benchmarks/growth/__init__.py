"""What a question costs as the library grows."""
