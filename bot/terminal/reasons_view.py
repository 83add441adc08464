"""How evidence was found, worded for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import one_line
from bot.showing.rendering import Barred
from retrieval.wording import day_in_words, listed

if TYPE_CHECKING:
    from retrieval.answer import Answer, Citation
    from retrieval.asking.question import Wants
    from retrieval.explanation import ArticleReasons, Explanation, SentenceReasons

ARTICLES = 5
_OFFERS: dict[Wants, str] = {
    "number": "a number",
    "date": "a day",
    "reason": "a reason",
    "name": "a name",
}
_CLOSE, _NEAR = 0.5, 0.3
"""The least cosines that are called close, and near, in meaning."""


def reasons_view(answer: Answer, told: Explanation) -> RenderableType:
    """The reasons for a terminal."""
    parts: list[RenderableType] = [Text(searched(told), overflow="fold"), Text()]
    for quote, reasons in cited(answer, told):
        parts += [Barred(Text(quote, overflow="fold")), Text(reasons, "dim", overflow="fold"), Text()]
    parts.append(Text("Articles found", "bold"))
    parts += [Text(article(one), overflow="fold") for one in told.articles[:ARTICLES]]
    return Group(*parts, Text(), Text(decision(told), overflow="fold"))


def reasons_text(answer: Answer, told: Explanation) -> str:
    """The reasons for a pipe."""
    quoted = [f"{quote}\n{reasons}" for quote, reasons in cited(answer, told)]
    articles = "\n".join(["Articles found", *(article(one) for one in told.articles[:ARTICLES])])
    return "\n\n".join([searched(told), *quoted, articles, decision(told)])


def searched(told: Explanation) -> str:
    """What was searched for, and how."""
    words = listed([f"“{one_line(word)}”" for word in told.searched_for]) or "no word of its own"
    parts = "".join(
        f" It was split: {listed([f'“{one_line(part)}”' for part in told.parts])}." if told.parts else ""
    )
    wanted = f" It asks for {_OFFERS[told.wants]}." if told.wants in _OFFERS else ""
    upto = day_in_words(told.as_of)
    return f"Searched for the words {words} and for the question’s meaning, until {upto}.{wanted}{parts}"


def cited(answer: Answer, told: Explanation) -> list[tuple[str, str]]:
    """Each quotation, shortened, and why it was chosen."""
    by_place = {(one.article_id, one.start): one for one in told.sentences}
    return [
        (
            f"{_short(citation.quote)} [{citation.ordinal}]",
            _why(citation, by_place.get((citation.article_id, citation.start)), told),
        )
        for citation in answer.citations
    ]


def _why(citation: Citation, found: SentenceReasons | None, told: Explanation) -> str:
    if found is None:
        return "It stands beside what was found, or tells the other side of it."
    return "; ".join([*_reasons(found, told), f"score {found.score:.2f}", *_support(citation)])


def _reasons(found: SentenceReasons, told: Explanation) -> list[str]:
    shared = f"shares {listed([f'“{one_line(word)}”' for word in found.shared])}"
    reasons = [
        (bool(found.shared), shared),
        (True, f"{_likeness(found.likeness)} ({found.likeness:.2f})"),
        (bool(found.offers), f"has {_OFFERS.get(told.wants, '')}"),
        (found.own_words, "the words of whom was asked about"),
        (found.on_the_day, "of the day asked about"),
        (found.agreement >= 0.5 and bool(found.offers), "what it offers other sentences bear out"),
        (True, f"in article {found.rank}"),
    ]
    return [words for holds, words in reasons if holds]


def _support(citation: Citation) -> list[str]:
    return [wording.count(citation.voices, "independent voice")] if citation.voices > 1 else []


def article(found: ArticleReasons) -> str:
    """One article in a line: its rank, what it is, and what speaks for it."""
    shared = f", shares {listed([f'“{one_line(word)}”' for word in found.shared])}" if found.shared else ""
    told = f"{_likeness(found.likeness)} ({found.likeness:.2f}), words {found.words:.2f}{shared}"
    return f"{found.rank}. {wording.origin(found)}: share {found.share:.0%}, {told}"


def decision(told: Explanation) -> str:
    """What decided whether it is answered."""
    return (
        f"Confidence that this answers: {told.confidence:.2f};"
        f" below {told.enough:.2f} a question is declined."
    )


def _likeness(cosine: float) -> str:
    if cosine >= _CLOSE:
        return "close in meaning"
    return "near in meaning" if cosine >= _NEAR else "loosely related"


def _short(quote: str, most: int = 90) -> str:
    line = one_line(quote)
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"
