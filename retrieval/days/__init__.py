"""Days: as questions and articles name them, and as they are meant."""
