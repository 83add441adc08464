"""The chat on a terminal: what is typed, what is shown, and the commands."""
