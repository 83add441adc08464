"""Feeds publish, edit, delete, move and misbehave for long: is the library what they said?"""

from __future__ import annotations
