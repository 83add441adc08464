"""A message as it is posted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]
"""A block, or an element of one, as Slack's JSON has it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted or updated.

    Args:
        text: what a notification and a screen reader tell, in mrkdwn.
        blocks: what is seen.
    """

    text: str
    blocks: tuple[Block, ...]
