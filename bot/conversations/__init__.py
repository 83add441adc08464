"""What is kept of a conversation and how its questions are asked, one after another."""
