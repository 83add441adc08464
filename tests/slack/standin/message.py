"""A message as the workspace keeps and shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.slack.standin.reading.blocks import links_in, pings_in, visible_blocks
from tests.slack.standin.reading.mrkdwn import Link, links_in_mrkdwn, pings_in_mrkdwn, visible_mrkdwn
from tests.slack.standin.refusals import Json


@dataclass(frozen=True)
class State:
    """How a message stood at one time."""

    at: float
    text: str
    blocks: tuple[Json, ...]


@dataclass
class Stream:
    """A message being written to.

    Args:
        started: by the stand-in's clock; it ends five minutes later.
        mode: `markdown_text` or `chunks`, settled by the first content.
        parts: what was written, as blocks; text that follows text goes on in the same one.
        ended: why nothing can be appended any more: stopped, expired, or stopped_by_user.
    """

    started: float
    mode: str | None = None
    parts: list[Json] = field(default_factory=list)
    tasks: dict[str, Json] = field(default_factory=dict)
    plan: str = ""
    ended: str | None = None

    @property
    def text(self) -> str:
        """The Markdown written so far."""
        return "".join(part["text"] for part in self.parts if part["type"] == "markdown")

    def write(self, text: str) -> None:
        """Append Markdown."""
        if self.parts and self.parts[-1]["type"] == "markdown":
            self.parts[-1] = {"type": "markdown", "text": self.parts[-1]["text"] + text}
        elif text:
            self.parts.append({"type": "markdown", "text": text})


@dataclass
class Message:
    """One message; what it was before stands in `history`.

    Args:
        ephemeral_to: the only user who sees it.
        stream: its streaming, where it was streamed.
    """

    team: str
    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    subtype: str | None = None
    ephemeral_to: str | None = None
    metadata: Json | None = None
    unfurl: bool = True
    broadcast: bool = False
    edited: Json | None = None
    deleted: bool = False
    stream: Stream | None = None
    reactions: dict[str, set[str]] = field(default_factory=dict)
    history: list[State] = field(default_factory=list)

    @property
    def thread(self) -> str:
        """The ts its thread has or would have."""
        return self.thread_ts or self.ts

    @property
    def streaming(self) -> bool:
        """Whether it is still being written."""
        return self.stream is not None and self.stream.ended is None

    @property
    def pings(self) -> list[str]:
        """Everyone it notifies: user and group ids, channel, here, everyone."""
        found = pings_in_mrkdwn(self._said) + pings_in(self.blocks)
        return list(dict.fromkeys(found))

    @property
    def links(self) -> list[Link]:
        """Every link somebody could follow, buttons' too, in order."""
        return links_in(self.blocks) if self.blocks else links_in_mrkdwn(self.text)

    @property
    def _said(self) -> str:
        # What is streamed is Markdown, and stands as a block too.
        return "" if self.stream else self.text

    def visible_text(self) -> str:
        """What a person reads: the blocks, and the text only where there are none."""
        return visible_blocks(self.blocks) if self.blocks else visible_mrkdwn(self.text)

    def buttons(self) -> list[Json]:
        """Everything in it that can be pressed, each with the block_id of its block."""
        return [
            {**element, "block_id": block.get("block_id", "")}
            for block in self.blocks
            for element in [*block.get("elements", []), block.get("accessory")]
            if isinstance(element, dict) and "action_id" in element
        ]

    def keep(self, at: float) -> None:
        """Write down how it now stands."""
        self.history.append(State(at, self.text, self.blocks))

    def shown(self) -> Json:
        """As events and conversations.replies give it."""
        shown: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        shown["team"] = self.team
        for name in ("subtype", "thread_ts", "bot_id", "app_id", "edited", "metadata"):
            if getattr(self, name) is not None:
                shown[name] = getattr(self, name)
        if self.blocks:
            shown["blocks"] = list(self.blocks)
        if self.reactions:
            shown["reactions"] = [
                {"name": name, "users": sorted(users), "count": len(users)}
                for name, users in self.reactions.items()
            ]
        return shown
