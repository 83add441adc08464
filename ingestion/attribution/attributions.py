"""Everything that an article gives to somebody: found, resolved within the article, and dated."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date

from ingestion.attribution.cast import Cast
from ingestion.attribution.finder import Found, find
from ingestion.attribution.frames import QUOTE, Frame, lines
from ingestion.attribution.referents import Referents
from retrieval.article import Article
from retrieval.days.said_on import said_on
from retrieval.sentences import Sentence
from retrieval.statement import Attribution

REACH = 300
"""Code points looked back at from a verb for a day that stands before it."""

_BLANK = "¤"


def attributions(article: Article) -> list[Attribution]:
    """Everything that an article gives to somebody, in the order of its text.

    A stretch that is a quotation and nothing else is direct, any other reported. What one
    cue attributes in several stretches makes several attributions, each with the cue's span.

    Args:
        article: in English; in any other language nothing is found.
    """
    if article.language not in (None, "en"):
        return []
    prose = list(lines(article.text))
    found = find(prose)
    shown = _Shown([sentence for line in prose for sentence in line.sentences])
    referents = Referents(article.text, Cast(article.text)) if found else None
    result: list[Attribution] = []
    for one in found:
        name = (
            referents.resolve(one.speaker, one.frame.start, one.certain)
            if one.speaker and referents
            else None
        )
        result += _stretches(one, name, _day(article, one), shown)
    return sorted(result, key=lambda a: (a.start, a.end, a.cue))


class _Shown:
    """The sentences of a text, by place."""

    def __init__(self, sentences: list[Sentence]) -> None:
        self._sentences = sentences
        self._starts = [s.start for s in sentences]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The span of the sentences that a stretch lies in."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = max(first, bisect_left(self._starts, end) - 1)
        return self._sentences[first].start, max(end, self._sentences[last].end)


def _stretches(found: Found, name: str | None, day: date | None, shown: _Shown) -> Iterator[Attribution]:
    for start, end in found.parts:
        yield Attribution(
            start,
            end,
            sentence=shown.around(start, end),
            cue=found.cue,
            speaker=found.speaker,
            name=name,
            to=found.to,
            direct=(start, end) in found.quoted,
            said_on=day,
        )


def _day(article: Article, found: Found) -> date | None:
    if found.speaker is None or article.published is None:
        return None
    start = max(found.frame.start, min(found.cue[0], found.speaker[0]) - REACH)
    sentence = _blanked(article.text, found.frame, start, found.cue[1] + REACH)
    name, verb, end = (max(0, at - start) for at in (found.speaker[0], *found.cue))
    return said_on(sentence, name, verb, end, article)


def _blanked(text: str, frame: Frame, start: int, end: int) -> str:
    """A stretch of a frame with what it quotes blanked."""
    parts, at = [], start
    first = max(0, bisect_right(frame.starts, start) - 1)
    for n in range(first, bisect_left(frame.starts, end)):
        if frame.low[n] == QUOTE and frame.ends[n] > at:
            parts += [
                text[at : frame.starts[n]],
                _BLANK * (min(end, frame.ends[n]) - max(at, frame.starts[n])),
            ]
            at = frame.ends[n]
    parts.append(text[at : min(end, frame.end)])
    return "".join(parts)
