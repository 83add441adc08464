"""A reply as it is written in Slack: status, stream, pace and whatever has to take their place."""
