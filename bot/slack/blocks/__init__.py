"""Answers as Slack shows them: pure functions from what was found to messages and blocks."""
