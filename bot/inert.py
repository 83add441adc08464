"""Text from outside made harmless to a terminal: what would act is shown instead."""

from __future__ import annotations

import re

_C0 = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
_CODED = (
    *range(0x80, 0xA0),  # C1: on some terminals U+009B opens an escape sequence
    *range(0x2028, 0x202F),  # line and paragraph separators; marks that reorder what follows
    *range(0x2066, 0x206A),  # isolates, which reorder likewise
    *range(0xD800, 0xE000),  # lone surrogates, which no output encoding can carry
)
_VISIBLE = {**_C0, 0x7F: "␡", **{code: f"<U+{code:04X}>" for code in _CODED}}
_JSON_UNSAFE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LINK = re.compile(r"https?://[!-~]+", re.IGNORECASE)


def inert(text: str) -> str:
    """The text with control and reordering characters shown by a sign; tabs and line ends stay."""
    return text.translate(_VISIBLE)


def one_line(text: str) -> str:
    """The text, inert, on one line with single spaces."""
    return inert(" ".join(text.split()))


def inert_json(text: str) -> str:
    """JSON of the same value in which those characters are escaped."""
    return _JSON_UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def link(url: str | None) -> str | None:
    """The address if a terminal may be given it to open: web, and plain ASCII; else None."""
    return url if url and _LINK.fullmatch(url) else None
