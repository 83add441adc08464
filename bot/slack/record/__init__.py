"""What arrived from Slack and what became of it, kept so that each question is answered once."""
