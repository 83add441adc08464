"""Articles found and ranked for a question."""
