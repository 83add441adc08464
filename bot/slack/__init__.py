"""Newsdesk in Slack."""

from __future__ import annotations
