"""Which deliveries are new work: a message that was not seen before, or a later edit of one."""

from __future__ import annotations

from bot.slack.record.received import Entry, Received


def is_new(received: Received, known: Entry | None) -> bool:
    """Whether a message, or an edit of it, was not seen before; one that is forgotten stays so."""
    if known is None:
        return True
    if received.edited_ts is None or known.state == "forgotten":
        return False
    return known.edited_ts is None or _order(received.edited_ts) > _order(known.edited_ts)


def revised(received: Received, known: Entry | None) -> Entry:
    """The entry of what was received; replies to an earlier revision are kept, to be replaced."""
    before = {} if known is None else known.model_dump(include={"posting", "replies", "conversation", "turn"})
    after = {"state": "received", "revision": known.revision + 1 if known else 0, "attempts": 0}
    return Entry.model_validate({"posting": False, "replies": (), **before, **received.model_dump(), **after})


def _order(ts: str) -> tuple[int, str]:
    """Slack's instants in their order: digits, a point and six digits, compared without rounding."""
    return len(ts.partition(".")[0]), ts
