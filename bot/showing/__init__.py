"""What is shown, on a terminal and in a pipe."""
