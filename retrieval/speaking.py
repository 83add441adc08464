"""Who says what an answer quotes, to whom and when, out of what its article gives to whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from retrieval.article import Article
from retrieval.attribution import attribute
from retrieval.person import person_key
from retrieval.search import FoundArticle
from retrieval.statement import Attribution


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
    name, said_on = attribute(found.article, start, end)
    if name is None:
        return ()
    span = (start, end)
    return (Attribution(start, end, span, (start, start), name=name, said_on=said_on),)


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
    if not inside:
        return Speaking()
    key = person_key(asked) if asked else None
    told = max(inside, key=lambda one: (person_key(one.name or "") == key, _shared(one, start, end)))
    same = [one for one in inside if one.name == told.name]
    return Speaking(
        told.name,
        next((article.text[slice(*one.to)] for one in (told, *same) if one.to), None),
        next((one.said_on for one in (told, *same) if one.said_on), None),
        any(one.direct for one in same),
    )


def _shared(one: Attribution, start: int, end: int) -> int:
    """Code points of a quotation that somebody says."""
    return min(one.end, end) - max(one.start, start) if one.start < end and start < one.end else 0
