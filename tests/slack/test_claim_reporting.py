"""A check of a message under way: what was found in time is told, and it ends when it is told to."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.slack import claim_reporting
from bot.slack.blocks.message import Message
from bot.slack.claim_reporting import report
from bot.slack.record.received import Entry
from bot.slack.replying.stopping import Stop, StopAskedError
from bot.slack.settings.channel_settings import ChannelSettings
from bot.status import Status
from retrieval.accounts.claim_check import ClaimCheck
from tests.slack.reading import seen

ENTRY = Entry(
    event_id=None,
    team="T1",
    channel="C1",
    ts="1.2",
    user="U1",
    text="A. B. C.",
    kind="shortcut",
    received_at=datetime.now(UTC),
    state="answering",
    revision=0,
    attempts=1,
    posting=False,
    replies=(),
)


class SlowDesk:
    """Checks the first claim at once, and the second never."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ended = threading.Event()

    def claims(self, text: str) -> list[str]:
        return ["One.", "Two.", "Three."]

    def claim_checks(
        self, claims: Sequence[str], *, within: object, stop: threading.Event
    ) -> Generator[ClaimCheck, None, None]:
        try:
            yield ClaimCheck(claim=claims[0])
            self.begun.set()
            assert stop.wait(20)
        finally:
            self.ended.set()

    def status(self, *, within: object) -> Status:
        return Status(
            library=Path(),
            articles=1,
            versions=1,
            passages=1,
            outlets=1,
            earliest=None,
            latest=None,
            model="",
            vectors="exact",
            pending=0,
            size_bytes=0,
        )

    def keep_answer(self, answer: Any, origin: str) -> tuple[str, None]:
        return origin, None


class Said:
    """Keeps what is said."""

    shown_at = None

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def say(self, messages: Sequence[Message]) -> None:
        self.messages += messages


def test_what_was_found_in_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claim_reporting, "LONGEST", 0.2)
    desk, said = SlowDesk(), Said()
    where, _ = asyncio.run(report(desk, ENTRY, said, ChannelSettings(), Stop()))  # type: ignore[arg-type]
    (message,) = said.messages
    assert "2 more claims of the message were not checked." in seen(message.blocks)
    assert where == "slack:T1:C1:1.2"
    assert desk.ended.wait(20)


def test_it_ends_when_it_is_told_to() -> None:
    desk, said, stop = SlowDesk(), Said(), Stop()

    async def scene() -> None:
        checking = asyncio.create_task(report(desk, ENTRY, said, ChannelSettings(), stop))  # type: ignore[arg-type]
        await asyncio.to_thread(desk.begun.wait, 20)
        stop.ask("by the user")
        with pytest.raises(StopAskedError):
            await checking

    asyncio.run(scene())
    assert said.messages == []
    assert desk.ended.wait(20)
