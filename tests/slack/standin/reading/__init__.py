"""Reading messages as the people in Slack see them."""

from __future__ import annotations
