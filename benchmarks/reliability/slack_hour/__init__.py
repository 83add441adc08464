"""An hour of questions in Slack while something is always wrong: is each answered once, and in its place?"""

from __future__ import annotations
