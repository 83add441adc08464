"""Puts whole sentences together, with their markers, out of text that comes in pieces."""

from __future__ import annotations

import re

from retrieval.sentences import sentences

LONGEST = 600
"""Code points; whatever runs on for longer without an end is no short sentence and is cut there."""

_MARKERS = r"(?:\[[\d,;\s]{1,20}\]\s*)+"
_LEADING = re.compile(rf"[ \t]*{_MARKERS}(?:[.!?](?=\s|$))?")
# The segmenter takes what follows "…. [1] Next" for the same sentence.
_AFTER_MARKER = re.compile(rf"[.!?…][\"'”’)]*\s*{_MARKERS}(?=[\"'“‘(]?[^\W\d_])")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_UNENDED = re.compile(r"<think(?:ing)?>.*", re.DOTALL | re.IGNORECASE)
_OPENED = re.compile(r"<think(?:ing)?>|<(?:t(?:h(?:i(?:n(?:k(?:i(?:n(?:g)?)?)?)?)?)?)?)?\Z", re.IGNORECASE)
_CLOSED = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_TAG = len("</thinking>")
_WORD = re.compile(r"\w\W")


class SentenceStream:
    """Takes pieces and gives back each sentence once it is certain to be complete.

    A sentence is complete when the next one has begun, as its markers may come
    after its full stop. What a model thinks aloud in `<think>` is left out.
    """

    def __init__(self) -> None:
        self._text = ""
        self._half = ""
        self._thought: str | None = None

    def feed(self, piece: str) -> list[str]:
        """The sentences that are complete now.

        Args:
            piece: what came.
        """
        self._text += self._said(self._whole(piece).replace("\r", "\n"))
        if self._thought is not None:
            return []
        self._text = _THOUGHT.sub("", self._text)
        opened = _OPENED.search(self._text)
        if opened is not None:
            if opened[0].endswith(">"):
                self._thought = self._text[opened.end() :][-_TAG:]
                self._text = self._text[: opened.start()]
            return []
        *lines, self._text = self._text.split("\n")
        done = [sentence for line in lines for sentence in _parted(line)]
        *complete, rest = _parted(self._text) or [""]
        if complete and _WORD.search(rest) and not rest.startswith("["):
            done += complete
            self._text = rest + (" " if self._text[-1].isspace() else "")
        if len(self._text) > LONGEST:
            done.append(self._text)
            self._text = ""
        return done

    def finish(self) -> list[str]:
        """What is left once nothing more comes; a last sentence that was cut off is not among it."""
        left = _parted(_UNENDED.sub("", self._text))
        self._text = ""
        return [sentence for sentence in left if _ENDED.search(sentence)]

    def _said(self, piece: str) -> str:
        """What of a piece is not thought aloud; of a thought only so much is kept as its end may begin in."""
        if self._thought is None:
            return piece
        closed = _CLOSED.search(thought := self._thought + piece)
        self._thought = thought[-_TAG:] if closed is None else None
        return "" if closed is None else thought[closed.end() :]

    def _whole(self, piece: str) -> str:
        """The piece as text that can be stored; halves of a character parted by pieces come together."""
        piece = self._half + piece
        self._half = ""
        if "\ud800" <= piece[-1:] <= "\udbff":
            self._half, piece = piece[-1], piece[:-1]
        return whole(piece)


def whole(text: str) -> str:
    """The text with pairs of half characters as one, and U+FFFD for halves alone."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_ENDED = re.compile(rf"(?:[.!?…。！？][\"'”’)]*\s*|{_MARKERS})\Z")


def _parted(line: str) -> list[str]:
    """The sentences of a line, the markers after a full stop with the sentence they belong to."""
    parts: list[str] = []
    for span in sentences(line):
        rest = line[span.start : span.end]
        while match := _AFTER_MARKER.search(rest):
            parts.append(rest[: match.end()])
            rest = rest[match.end() :]
        parts.append(rest)
    whole: list[str] = []
    for part in parts:
        leading = _LEADING.match(part)
        if leading and whole:
            whole[-1] += " " + leading[0].strip()
        rest = part[leading.end() :] if leading and whole else part
        if rest.strip():
            whole.append(rest.strip())
    return whole
