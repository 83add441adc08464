"""An article's lines as frames: sentences in which each quotation is one token."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ingestion.attribution.quotations import Quotation, quotations
from retrieval.sentences import Sentence, sentences

QUOTE = "“”"
"""What a token that stands for a whole quotation is called."""

LONGEST = 400
"""Tokens of the longest frame; what is longer is no sentence and is cut, so that time stays linear."""

_TOKEN = re.compile(
    r"(?:[A-Z]\.){1,4}|(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Maj|Capt|Sgt|St|Rev|Adm|Jr|Sr)\."
    r"|[A-Z]-[A-Z][a-z]+\.?|[’']s(?!\w)|\$?\d[\d,.]*\d%?|\w+(?:[-’'](?!s(?!\w))\w+)*|\S"
)
# "MOSCOW (Reuters) - ", "New York (AFP) – "
_DATELINE = re.compile(
    r"(?:[A-Z]{3,}[A-Z .]*(?:,\s[A-Z][\w. ]{1,20})?"
    r"|[A-Z][\w.]+(?:\s[A-Z]\w+){0,2}(?:,\s[A-Z][\w. ]{1,20})?(?=\s\())"
    r"(?:\s\([A-Z][\w ]{1,20}\))?\s?[-—–―]{1,2}\s(?=[A-Z“\"])"
)
# "…?” Lavrov asked.": the mark before it ends what was said, not the sentence.
_SPEAKER = re.compile(
    r"(?:(?:[Tt]he\s+)?[\w.’'-]+(?:\s+[\w.’'-]+){0,4}?)\s+"
    r"(?:said|says|asked|asks|wrote|tweeted|added|told|replied|continued|answered|exclaimed|shouted|demanded)"
    r"(?!\s+(?:that|he|she|it|they|the\s+\w+\s+(?:is|was|had|has)|to)\b|[^.]{0,40}[:“\"])"
)

_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Maj|Capt|Sgt|St|Rev|Adm|[A-Z][a-z]+\s[A-Z])\.$"
)
_ENDED = re.compile(r"[.!?][”\"’']{1,2}$")


@dataclass(eq=False)
class Frame:
    """A sentence, or several that one quotation joins.

    Args:
        start: first code point.
        end: one past the last.
        low: each token in lower case; `QUOTE` for a quotation.
        raw: each token as written; a quotation with its marks.
        starts: where each token begins.
        ends: one past its end.
    """

    start: int
    end: int
    low: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.low)

    def at(self, n: int) -> str:
        """Token ``n`` in lower case, "" outside the frame."""
        return self.low[n] if 0 <= n < len(self.low) else ""

    def capital(self, n: int) -> bool:
        """Whether token ``n`` is written with a capital."""
        return self.raw[n][0].isupper()

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """The code points of tokens ``[first, stop)``."""
        return self.starts[first], self.ends[stop - 1]

    def add(self, low: str, raw: str, start: int) -> None:
        """Add a token."""
        self.low.append(low)
        self.raw.append(raw)
        self.starts.append(start)
        self.ends.append(start + len(raw))


class Line(NamedTuple):
    """A line of prose: its sentences, and the same as frames."""

    sentences: list[Sentence]
    frames: list[Frame]


def lines(text: str, language: str = "en") -> Iterator[Line]:
    """The lines of a text that are prose, headings left out.

    Args:
        text: the article's.
        language: ISO 639-1 code, for abbreviations.
    """
    of_line: list[Sentence] = []
    stop = -1
    for sentence in sentences(text, language=language):
        if sentence.start >= stop:
            if of_line:
                yield Line(of_line, _frames(text, of_line))
            of_line = []
            stop = text.find("\n", sentence.start)
            stop = len(text) if stop < 0 else stop
        if not sentence.heading:
            of_line.append(sentence)
    if of_line:
        yield Line(of_line, _frames(text, of_line))


def _frames(text: str, of_line: list[Sentence]) -> list[Frame]:
    start, end = of_line[0].start, of_line[-1].end
    dateline = _DATELINE.match(text, start, min(end, start + 80))
    start = dateline.end() if dateline else start
    quoted = quotations(text, start, end)
    opens = [q.start for q in quoted]
    frames = []
    for a, b in _joined(text, of_line, quoted, opens):
        first = bisect_right(opens, max(a, start) - 1)
        frames += list(_of_sentence(text, max(a, start), b, quoted, first))
    return frames


def _joined(
    text: str, of_line: list[Sentence], quoted: list[Quotation], opens: list[int]
) -> list[tuple[int, int]]:
    """Sentences put together where what parts them is within a quotation, or ends only that."""
    spans = [(of_line[0].start, of_line[0].end)]
    for sentence in of_line[1:]:
        n = bisect_right(opens, sentence.start - 1) - 1
        within = n >= 0 and quoted[n].end > sentence.start
        after = n >= 0 and not within and not text[quoted[n].end : sentence.start].strip()
        goes_on = (
            text[sentence.start].islower()
            or _TITLE.search(text, max(0, spans[-1][1] - 20), spans[-1][1])
            or (after and _SPEAKER.match(text, sentence.start))
        )
        if within or goes_on:
            spans[-1] = (spans[-1][0], sentence.end)
        else:
            spans.append((sentence.start, sentence.end))
    return spans


def _of_sentence(text: str, start: int, end: int, quoted: list[Quotation], first: int) -> Iterator[Frame]:
    frame = Frame(start, end)
    for low, raw, at in _tokens(text, start, end, quoted, first):
        if len(frame) >= LONGEST or (frame.low[-1:] == [QUOTE] and _begins(text, frame, raw, at)):
            yield frame
            frame = Frame(at, end)
        frame.add(low, raw, at)
    if frame.low:
        yield frame


def _begins(text: str, frame: Frame, raw: str, at: int) -> bool:
    """Whether a sentence begins with a token after a quotation that ends one."""
    ended = _ENDED.search(frame.raw[-1][-4:]) is not None
    return ended and raw[0].isupper() and len(frame) > 1 and not _SPEAKER.match(text, at)


def _tokens(
    text: str, start: int, end: int, quoted: list[Quotation], first: int
) -> Iterator[tuple[str, str, int]]:
    for n in range(first, len(quoted)):
        quotation = quoted[n]
        if quotation.start >= end:
            break
        yield from _words(text, start, quotation.start)
        yield QUOTE, text[quotation.start : quotation.end], quotation.start
        start = quotation.end
    yield from _words(text, start, end)


def _words(text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
    return ((token[0].lower(), token[0], token.start()) for token in _TOKEN.finditer(text, start, end))
