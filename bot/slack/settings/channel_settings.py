"""What holds in one Slack channel: who may ask, of which outlets and feeds, and when it answers."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from retrieval.asking.within import Within

ALL: Literal["all"] = "all"
NOBODY: Literal["nobody"] = "nobody"
MOST = 500
"""Entries of one list at most."""

_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_GROUP = re.compile(r"S[A-Z0-9]{2,20}")


def is_group(id: str) -> bool:
    """Whether an id is a user group's; else it is a user's."""
    return _GROUP.fullmatch(id) is not None


def askers(value: Any) -> tuple[str, ...]:
    """The ids in a list of users and user groups.

    Raises:
        ValueError: it is no such list.
    """
    ids = _listed(value)
    wrong = next((id for id in ids if not (_USER.fullmatch(id) or _GROUP.fullmatch(id))), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} is no id of a user (U…) or of a user group (S…)")
    return ids


def _who(value: Any) -> Any:
    return value if value in (ALL, NOBODY) else askers(value)


def _names(value: Any) -> Any:
    return value if value == ALL else _listed(value)


def _listed(value: Any) -> tuple[str, ...]:
    """A list of texts. An empty one is refused: it could be read as all or as none."""
    if not isinstance(value, list | tuple) or not all(isinstance(entry, str) for entry in value):
        raise ValueError("it is no list of texts")
    entries = tuple(dict.fromkeys(" ".join(entry.split()) for entry in value))
    if not all(entries) or not 0 < len(entries) <= MOST:
        raise ValueError(f'a list has 1 to {MOST} entries, none of them empty; write "all" for all')
    return entries


Who = Annotated[Literal["all", "nobody"] | tuple[str, ...], BeforeValidator(_who)]
Names = Annotated[Literal["all"] | tuple[str, ...], BeforeValidator(_names)]


class ChannelSettings(BaseModel):
    """What holds in one channel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: Who = Field(ALL, description="Who may ask: all, nobody, or users and user groups by id.")
    when: Literal["mention", "every"] = Field(
        "mention", description="Answer when mentioned, or every question in the channel."
    )
    outlets: Names = Field(ALL, description="The outlets whose articles answer.")
    feeds: Names = Field(ALL, description="The feeds whose articles answer, by address.")
    bots: bool = Field(False, strict=True, description="Whether other bots may ask.")
    quoted: bool = Field(False, strict=True, description="Quote even where a chat model is set.")
    locked: bool = Field(False, strict=True, description="Whether admins cannot change this in Slack.")

    @property
    def limited(self) -> bool:
        """Whether not all of the library answers here."""
        return self.outlets != ALL or self.feeds != ALL

    @property
    def within(self) -> Within | None:
        """What of the library answers here: articles of one of the outlets or from one of the feeds.

        None where all of it does. Names that the library does not hold leave nothing.
        """
        if not self.limited:
            return None
        return Within(
            outlets=() if self.outlets == ALL else self.outlets, feeds=() if self.feeds == ALL else self.feeds
        )


CLOSED = ChannelSettings(who=NOBODY, locked=True)
"""What holds where it cannot be known what should."""
