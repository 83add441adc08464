"""Timelines: what happened on a topic, day by day."""
