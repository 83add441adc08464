"""The desk in Slack."""
