"""Two accounts that give different days for one thing."""

from __future__ import annotations

from retrieval.accounts.account import Account
from retrieval.accounts.comparing import NEARLY_THE_SAME, Difference, Part, figures_differ, same_context
from retrieval.accounts.event_days import EventDay, event_days


def differing_days(one: Account, other: Account) -> Difference | None:
    """The day of the one and of the other, where both have a single one and no day can be meant by both."""
    if one.likeness(other) < NEARLY_THE_SAME or figures_differ(one, other):
        return None
    ours, theirs = event_days(one), event_days(other)
    if len(ours) != 1 or len(theirs) != 1 or ours[0].agrees(theirs[0]):
        return None
    a, b = ours[0], theirs[0]
    if not same_context(a.clause, b.clause, least=3) or not _looked_at_alike(one, a, other, b):
        return None
    return Difference("date", Part(a.start, a.end), Part(b.start, b.end))


def _looked_at_alike(one: Account, a: EventDay, other: Account, b: EventDay) -> bool:
    """Whether both accounts look back on both days, or forward to both: else each has an event of its own."""
    assert one.day is not None  # noqa: S101  # `comparable` has seen to it
    assert other.day is not None  # noqa: S101
    times = (a.seen_from(one.day), b.seen_from(other.day))
    if a.ahead or b.ahead:
        return all(max(one.day, other.day) <= last for _, last in times)
    return all(min(one.day, other.day) >= first for first, _ in times)
