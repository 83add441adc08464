"""Reduces what a model writes to plain sentences with markers; nothing can be followed, run or hidden."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from html import unescape

from retrieval.support.markers import MARKER

_HIDDEN = frozenset(("Cc", "Cf", "Co", "Cs", "Cn"))
_BLANKS = re.compile(r"\s+")
_CODE = re.compile(r"```.*?(?:```|$)|~~~.*?(?:~~~|$)", re.DOTALL)
_COMMENT = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style|iframe|svg|object)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>?")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\s*(?:\([^()]*\)?|\[[^\[\]]*\])?")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)?")
_DEFINITION = re.compile(r"^\s*\[[^\[\]]*\]:.*$", re.MULTILINE)
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,20}:(?=//)\S*|\b(?:javascript|data|vbscript|mailto|file|tel):\S+|https?\S*|\bwww\.\S+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|ru|cn|info|biz|xyz|dev|app|example|co|me|to|ly)(?:/\S*)?(?![\w]))",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+•][ \t]+|\d{1,3}[.)][ \t]+|[-*_=]{3,}[ \t]*$)+", re.MULTILINE
)
_EMPHASIS = re.compile(r"[*`~|\\]+|(?<!\w)_+|_+(?!\w)")
_BRACKETS = re.compile(r"[\[\]<>{}【】〔〕［］〚〛⟦⟧]")
_KEPT = "\x00"


def inert(text: str, known: Container[int]) -> str:
    """A text as plain words and markers on one line.

    Links keep their words, images and code nothing; addresses, HTML, Markdown's marks, characters that
    cannot be seen or that turn the direction, and markers of no evidence are left out.

    Args:
        text: as the model wrote it.
        known: the ordinals of the evidence.
    """
    plain = unicodedata.normalize("NFC", _visible(text))
    for _ in range(len(plain) + 1):
        before = plain
        plain = _once(plain, known)
        if plain == before:
            return plain
    return ""


def _once(text: str, known: Container[int]) -> str:
    """One pass; what one removal joins together is found by the next."""
    text = _visible(unescape(text))
    for pattern in (_CODE, _COMMENT, _DEFINITION, _IMAGE):
        text = pattern.sub(" ", text)
    text = _LINK.sub(lambda match: f"[{match[1]}]" if match[1].isdigit() else f" {match[1]} ", text)
    for pattern in (_TAG, _ADDRESS):
        text = pattern.sub(" ", text)
    text = _LINE.sub("", text)
    text = MARKER.sub(lambda match: f"{_KEPT}{match[1]}{_KEPT}" if int(match[1]) in known else "", text)
    text = _EMPHASIS.sub("", text)
    text = _BRACKETS.sub("", text)
    text = re.sub(rf"{_KEPT}(\d+){_KEPT}", r"[\1]", text)
    return _BLANKS.sub(" ", text.replace("](", "] (")).strip()


def _visible(text: str) -> str:
    """Without what cannot be seen; every kind of white space but the end of a line is a blank."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char if char == "\n" else " " if char.isspace() else char
        for char in text
        if char.isspace() or unicodedata.category(char) not in _HIDDEN
    )
