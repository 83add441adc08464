"""Whether there is something to answer from, and whether the channels' limits leave anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.showing.wording import count
from bot.slack.settings.channel_rules import read_rules
from bot.slack.settings.channels import Channels
from bot.status import Check
from config.errors import NewsdeskError

if TYPE_CHECKING:
    from bot.desk import Newsdesk

STALE = timedelta(days=3)
"""Age of the newest article beyond which the check says how to keep up."""


def check_library(desk: Newsdesk, now: datetime | None = None) -> Check:
    """How much the library holds and how fresh it is; an archive is not an error.

    Args:
        desk: over the library.
        now: the present instant; the clock's if None.
    """
    try:
        status = desk.status()
    except NewsdeskError as error:
        return Check(name="library", ok=False, detail=error.message, mend=error.hint)
    if not status.articles:
        return Check(name="library", ok=False, detail="it is empty", mend="newsdesk ingest FILES or URLS")
    detail = f"{count(status.articles, 'article')} of {count(status.outlets, 'outlet')}"
    if status.latest is None:
        return Check(name="library", ok=True, detail=f"{detail}, none with a date")
    age = (now or datetime.now(UTC)) - status.latest
    detail += f", the newest of {status.latest:%-d %B %Y}"
    if age > STALE:
        detail += f", {age.days:,} days old: newsdesk feeds add URL and newsdesk watch keep up"
    return Check(name="library", ok=True, detail=detail)


def check_channels(desk: Newsdesk) -> list[Check]:
    """Whether the file of channel settings can be read, and names what the library holds."""
    file = desk.settings.slack_channels
    if file is None:
        return []
    try:
        channels = Channels(read_rules(file), desk.path, desk.settings.database)
        unknown = channels.unknown(desk.outlets())
    except NewsdeskError as error:
        return [Check(name="channels", ok=False, detail=error.message, mend=error.hint)]
    if unknown:
        detail = f"the library holds nothing of {', '.join(unknown[:5])}"
        mend = f"Spell outlets as the library does, in {file}; until then these limits leave nothing."
        return [Check(name="channels", ok=False, detail=detail, mend=mend)]
    own = count(len(channels.rules.channels), "channel")
    return [Check(name="channels", ok=True, detail=f"settings of their own for {own} in {file}")]
