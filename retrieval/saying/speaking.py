"""Who says what an answer quotes, to whom and when, out of what its article gives to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from retrieval.article import Article
from retrieval.finding.search import FoundArticle
from retrieval.people.person import person_key
from retrieval.statement import Attribution

SAID = 0.4
"""Share of a quotation that somebody must say, telling so included, to be named with it."""

_AFTERTHOUGHT = re.compile(
    r"\b(?:after|as|because|before|if|once|since|until|when|where|whether|while|why is it that)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)


class Speaking(NamedTuple):
    """Who says a sentence, as far as its article tells.

    Args:
        speaker: the fullest name.
        to: to whom, as written.
        said_on: on which day.
        direct: whether it quotes the speaker's own words.
    """

    speaker: str | None = None
    to: str | None = None
    said_on: date | None = None
    direct: bool = False


def attributions_in(found: FoundArticle, start: int, end: int) -> Sequence[Attribution]:
    """What the article gives to anybody in ``[start, end)``."""
    return [one for one in found.attributions if one.start < end and start < one.end]


def speaking(
    article: Article, attributions: Sequence[Attribution], start: int, end: int, asked: str | None = None
) -> Speaking:
    """Who says ``article.text[start:end]``.

    Of several the person whose words are asked for is named, else the one who says most of it.

    Args:
        article: the version quoted.
        attributions: what it gives to whom.
        start: first code point of the quotation.
        end: one past its last.
        asked: the person whose words are asked for.
    """
    inside = [one for one in attributions if one.name and _shared(one, start, end)]
    key = person_key(asked) if asked else None
    if not any(person_key(one.name or "") == key or _says_it(article, one, start, end) for one in inside):
        return Speaking()
    told = max(inside, key=lambda one: (person_key(one.name or "") == key, _shared(one, start, end)))
    same = [one for one in inside if one.name == told.name]
    return Speaking(
        told.name,
        next((article.text[slice(*one.to)] for one in (told, *same) if one.to), None),
        next((one.said_on for one in (told, *same) if one.said_on), None),
        any(one.direct for one in same),
    )


def _says_it(article: Article, one: Attribution, start: int, end: int) -> bool:
    """Whether it is the quotation that is said, and not a clause of it: "Shares fell after he said so"."""
    spans = [(one.start, one.end), one.cue, *(span for span in (one.speaker, one.to) if span)]
    first, last = max(start, min(a for a, _ in spans)), min(end, max(b for _, b in spans))
    return last - first >= SAID * (end - start) and not _AFTERTHOUGHT.search(article.text[start:first])


def _shared(one: Attribution, start: int, end: int) -> int:
    """Code points of a quotation that somebody says."""
    return min(one.end, end) - max(one.start, start) if one.start < end and start < one.end else 0
