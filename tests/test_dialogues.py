"""The gate of conversations: over the sample news the right article is first for follow-ups."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.conversations.conversation import Conversation
from bot.conversations.conversation_record import Turn
from bot.conversations.conversation_store import ConversationStore
from bot.desk import Newsdesk
from retrieval.answer import Answer

SHARE = 0.90
"""Of the follow-ups whose article is cited first or found first."""

SET: dict[str, Any] = json.loads(Path(__file__).with_name("dialogues.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


def accepted(turn: Mapping[str, Any], last: Answer | None) -> set[str | None]:
    """The addresses accepted: of the articles named, or of what was cited last under a number."""
    cited = {f"cited {c.ordinal}": [c.url] for c in last.citations} if last else {}
    return {url for name in turn["articles"] for url in SET["articles"].get(name, cited.get(name, []))}


def is_first(desk: Newsdesk, turn: Turn, wanted: set[str | None]) -> bool:
    """Whether one of these articles is cited first, or found first."""
    if turn.answer is not None and any(c.url in wanted for c in turn.answer.citations[:1]):
        return True
    return any(hit.url in wanted for hit in desk.search(turn.understood, limit=1))


def test_the_set_is_as_large_as_it_says() -> None:
    lengths = [len(dialogue["turns"]) for dialogue in SET["dialogues"]]
    assert len(lengths) >= 28
    assert min(lengths) >= 3
    assert max(lengths) <= 6
    names = {name for d in SET["dialogues"] for turn in d["turns"] for name in turn["articles"]}
    assert names <= SET["articles"].keys() | {"cited 1", "cited 2"}


def test_the_right_article_is_first_for_follow_ups(desk: Newsdesk, tmp_path: Path) -> None:
    missed, asked = [], 0
    for dialogue in SET["dialogues"]:
        talk = Conversation(desk, ConversationStore(tmp_path))
        last: Answer | None = None
        for n, record in enumerate(dialogue["turns"]):
            turn = talk.ask(record["question"])
            wanted = accepted(record, last)
            assert turn.answer is not None
            last = turn.answer if turn.answer.citations else last
            asked += n > 0
            if n and not is_first(desk, turn, wanted):
                missed.append((dialogue["name"], record["question"], turn.understood))
    assert len(missed) <= (1 - SHARE) * asked, missed
