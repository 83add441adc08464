"""A question declined: what was searched, the nearest article, how to ask for more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.showing.wording import count, read
from bot.slack.blocks import closing
from bot.slack.blocks.fitting import TEXT, cut, grouped, messages
from bot.slack.blocks.mrkdwn import escaped
from bot.slack.blocks.quoting import prose
from bot.slack.blocks.rich_text import rich_text, section, words
from bot.slack.blocks.sourcing import source_line
from retrieval.wording import day_in_words, named, understood_in_words

if TYPE_CHECKING:
    from bot.slack.blocks.message import Block, Message
    from retrieval.answer import Answer


@dataclass(frozen=True, slots=True)
class Searched:
    """What the library holds.

    Args:
        articles: how many.
        outlets: how many.
        earliest: the day of the first dated article, if any is.
        latest: the day of the last.
    """

    articles: int
    outlets: int
    earliest: date | None = None
    latest: date | None = None


def decline_message(
    answer: Answer, key: str, *, understood: str | None = None, searched: Searched | None = None
) -> list[Message]:
    """Why there is no answer, and where to go from here.

    Args:
        answer: one that declines.
        key: of the question; at most 255 characters.
        understood: what a follow-up was taken to ask, if anything was read into it.
        searched: what the library holds.
    """
    elements = [*prose(said(answer), answer), *_nearest(answer)]
    blocks = [
        *closing.understood_as(understood),
        *(rich_text(run) for run in grouped(elements)),
        # How far to believe an answer is no matter where there is none.
        *closing.small_print(filter(None, (searched_in_words(searched), _wider(answer), *read(answer)))),
        closing.feedback(key),
    ]
    return messages(blocks, escaped(cut(said(answer), TEXT, escaped)) or "No answer")


def said(answer: Answer) -> str:
    """The reason alone: the nearest article and how the question was read stand below it."""
    read = understood_in_words(answer.understood)
    text = answer.text.removesuffix(f"\n\n{read}") if read else answer.text
    if answer.nearest:
        text = text.removesuffix(f" The nearest is {named(answer.nearest)}.")
    return text


def searched_in_words(searched: Searched | None) -> str:
    """As in "Searched 2,970 articles of 34 outlets, 3 March 2021 to 2 January 2022."; empty for None."""
    if searched is None:
        return ""
    days = " to ".join(day_in_words(day) for day in (searched.earliest, searched.latest) if day)
    told = f"Searched {count(searched.articles, 'article')} of {count(searched.outlets, 'outlet')}"
    return ", ".join(part for part in (told, days) if part) + "."


def _nearest(answer: Answer) -> Iterator[Block]:
    if answer.nearest:
        yield section(words("Nearest article", bold=True), words(": "), *source_line(answer.nearest))


def _wider(answer: Answer) -> str:
    """How to ask so that more is looked at."""
    read = answer.understood
    limits = [
        name
        for name, there in (
            ("the day", read.days),
            ("the outlet", read.outlets or read.unheld),
            ("whose words they are", read.speakers),
        )
        if there
    ]
    if limits:
        return f"To look wider, ask without {' or '.join(limits)}."
    return "It may help to name the people and places in full."
