"""A question understood: its parts, what it asks for, what it limits itself to."""
