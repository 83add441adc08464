"""Suggested questions, made from what the library has read last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.slack.blocks.fitting import BUTTON, cut, size
from bot.slack.blocks.mrkdwn import acts, plain_line

PROMPTS = 4
"""So many at most; Slack shows no more."""

TITLE = 60
MESSAGE = 300

Prompt = dict[str, str]


def prompts(speakers: Sequence[str], titles: Sequence[str]) -> list[Prompt]:
    """Prompts as `assistant.threads.setSuggestedPrompts` takes them: a title each, and what it asks.

    Args:
        speakers: people who speak in the latest articles, the foremost first.
        titles: headlines of the latest articles, the latest first.

    Returns:
        At most four; none where the library is empty.
    """
    return [{"title": _title(question), "message": question} for question in questions(speakers, titles)]


def questions(speakers: Sequence[str], titles: Sequence[str]) -> list[str]:
    """The same as questions alone, for the Home tab; those about people and about headlines take turns."""
    people = [f"What did {name} say?" for name in _lines(speakers)]
    headlines = [f"What is reported on “{title}”?" for title in _lines(titles)]
    fitting = [[question for question in asked if size(question) <= MESSAGE] for asked in (people, headlines)]
    turns = [question for pair in zip(*_padded(fitting), strict=True) for question in pair if question]
    return list(dict.fromkeys(turns))[:PROMPTS]


def _lines(names: Iterable[str]) -> list[str]:
    # A prompt that is pressed is posted as it stands, so nothing in it may need to be escaped.
    return [line for line in map(plain_line, names) if line.strip() and not acts(line)]


def _padded(lists: Sequence[list[str]]) -> list[list[str]]:
    longest = max(map(len, lists), default=0)
    return [[*one, *[""] * (longest - len(one))] for one in lists]


def _title(question: str) -> str:
    return cut(question, min(TITLE, BUTTON))
