"""The Home tab: how to ask, what the library holds and how fresh it is, what this user asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.showing.wording import count
from bot.slack.blocks.actions import ASK
from bot.slack.blocks.closing import button, small_print
from bot.slack.blocks.fitting import HEADER, VALUE, cut, label, size, within
from bot.slack.blocks.mrkdwn import escaped, plain_line
from retrieval.wording import day_in_words

if TYPE_CHECKING:
    from bot.slack.blocks.message import Block

RECENT = 5
EXAMPLES = 4
QUESTION = 300

HOW = """\
• In a channel, mention me: *@Newsdesk what did the minister demand?*
• Here or in a direct message, just ask. In a thread I have answered in, ask on: _and the opposition?_
• */news* with a question answers you alone, with a button to share it.
• On any message, *Check against the news* looks for what speaks for and against it."""

NOT_HERE = "*You may not ask me here or in direct messages.* Ask in a channel that I am in."


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What the Home tab tells.

    Args:
        articles: how many the library holds.
        outlets: from how many.
        latest: the day of the latest article; None where none is dated.
        feeds: how many are watched.
        recent: what this user asked last, the latest first.
        examples: questions that the library can answer.
        today: the day it is shown, for how old the latest article is.
        may_ask: whether this user may ask here; what the library holds is not shown to who may not.
    """

    articles: int
    outlets: int
    latest: date | None = None
    feeds: int = 0
    recent: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    today: date | None = None
    may_ask: bool = True


def home_view(facts: HomeFacts) -> Block:
    """The view as `views.publish` takes it."""
    blocks = [
        _header("Ask the news, get an answer you can check"),
        _section(HOW),
        *(_library(facts) if facts.may_ask else [_section(NOT_HERE)]),
        *_recent(facts),
        *small_print(["Every quotation is word for word from its article and linked to it."]),
    ]
    return {"type": "home", "blocks": within(blocks)}


def _library(facts: HomeFacts) -> Iterator[Block]:
    yield from _examples(facts)
    yield _header("What I have read")
    yield _section(escaped(library_in_words(facts)))


def library_in_words(facts: HomeFacts) -> str:
    """What the library holds, and how fresh it is."""
    if not facts.articles:
        return "Nothing yet: no articles have been taken in."
    told = [f"{count(facts.articles, 'article')} of {count(facts.outlets, 'outlet')}"]
    if facts.latest:
        told.append(f"the latest of {day_in_words(facts.latest)}{_age(facts.latest, facts.today)}")
    if facts.feeds:
        told.append(f"{count(facts.feeds, 'feed')} watched")
    return ", ".join(told) + "."


def _age(latest: date, today: date | None) -> str:
    days = (today - latest).days if today else -1
    if days < 0:
        return ""
    if days < 2:
        return " (yesterday)" if days else " (today)"
    for unit, length in (("year", 365), ("month", 30)):
        if days >= 2 * length:
            return f" ({count(days // length, unit)} ago)"
    return f" ({count(days, 'day')} ago)"


def _examples(facts: HomeFacts) -> Iterator[Block]:
    questions = [plain_line(question) for question in facts.examples]
    asked = [question for question in questions if question and size(question) <= VALUE][:EXAMPLES]
    if asked:
        yield _section("Try one of these:")
        # Each button of a block needs a name of its own.
        buttons = [button(question, f"{ASK}:{n}", question) for n, question in enumerate(asked)]
        yield {"type": "actions", "elements": buttons}


def _recent(facts: HomeFacts) -> Iterator[Block]:
    questions = [question for question in map(plain_line, facts.recent) if question][:RECENT]
    if questions:
        yield _header("What you asked")
        yield _section("\n".join(f"• {escaped(cut(question, QUESTION, escaped))}" for question in questions))


def _header(text: str) -> Block:
    return {"type": "header", "text": label(text, HEADER)}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
