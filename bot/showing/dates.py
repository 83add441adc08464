"""The day a user writes: 2022-01-02, today or yesterday."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str, today: date | None = None) -> date:
    """The day meant.

    Args:
        text: YYYY-MM-DD, "today" or "yesterday".
        today: what "today" means; the day it is in UTC, by which articles are dated, if None.

    Raises:
        ValueError: it is no day; the message is a sentence for the user.
    """
    word = text.strip().lower()
    now = today or datetime.now(UTC).date()
    if word == "today":
        return now
    if word == "yesterday":
        return now - timedelta(days=1)
    try:
        if _ISO.fullmatch(word):
            return date.fromisoformat(word)
    except ValueError:
        pass
    raise ValueError(f"“{text}” is not a day; write one as 2022-01-02, or today, or yesterday.")
