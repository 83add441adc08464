"""Plain text from simple HTML, such as rendered Markdown or the body in a feed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BLOCK_NAMES = (
    "address article aside blockquote body dd details div dl dt fieldset footer form h1 h2 h3 h4 h5 h6"
    " header hr html main nav ol p pre section table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_DROPPED = (
    "script",
    "style",
    "img",
    "figure",
    "picture",
    "head",
    "template",
    "noscript",
    "svg",
    "iframe",
    "video",
    "audio",
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LOOKS_LIKE_HTML = re.compile(
    r"</(?:p|div|a|span|li|ul|strong|em|b|i|h[1-6]|blockquote|section|article)>|<br\s*/?>", re.IGNORECASE
)


def has_markup(text: str) -> bool:
    """Whether a text is HTML and not a text that happens to hold an angle bracket."""
    return "<" in text and _LOOKS_LIKE_HTML.search(text) is not None


def plain_text(html: str) -> str:
    """The text of simple HTML, its paragraphs separated by a blank line.

    Args:
        html: a fragment or a page; pictures, scripts and styles in it are dropped.

    Returns:
        Text in which the items of a list stand on consecutive lines.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    if not html.strip():
        return ""
    try:
        tree = document_fromstring(
            html.encode("utf-8", "replace"),
            parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
    except etree.ParserError:
        return ""
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    page = _Page()
    # Walked and not recursed into: pages from outside nest as deep as they like.
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            page.open(element.tag, element.text or "")
        else:
            page.close(element.tag, element.tail or "")
    return page.text()


@dataclass
class _Page:
    blocks: list[tuple[str, bool]] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    counters: list[int | None] = field(default_factory=list)
    marker: str = ""
    preformatted: int = 0

    def open(self, tag: str, text: str) -> None:
        if tag in _BLOCKS or tag == "li":
            self._flush()
        if tag in ("ol", "ul"):
            self.counters.append(0 if tag == "ol" else None)
        elif tag == "li":
            self.marker = self._next_marker()
        elif tag == "br":
            self.parts.append("\n")
        elif tag in ("td", "th") and any(part.strip() for part in self.parts):
            self.parts.append(" | ")
        self.preformatted += tag == "pre"
        self._add(text)

    def close(self, tag: str, tail: str) -> None:
        if tag in _BLOCKS or tag == "li":
            self._flush()
        if tag in ("ol", "ul") and self.counters:
            self.counters.pop()
        if tag == "li":
            self.marker = ""
        self.preformatted -= tag == "pre"
        self._add(tail)

    def text(self) -> str:
        self._flush()
        out: list[str] = []
        for n, (block, item) in enumerate(self.blocks):
            if n:
                out.append("\n" if item and self.blocks[n - 1][1] else "\n\n")
            out.append(block)
        return "".join(out)

    def _add(self, text: str) -> None:
        self.parts.append(text if self.preformatted else _SPACE.sub(" ", text))

    def _next_marker(self) -> str:
        if not self.counters or (count := self.counters[-1]) is None:
            return "- "
        self.counters[-1] = count + 1
        return f"{count + 1}. "

    def _flush(self) -> None:
        text = "".join(self.parts)
        if not self.preformatted:
            text = "\n".join(" ".join(filter(None, line.split(" "))) for line in text.split("\n"))
        self.parts.clear()
        if text.strip():
            self.blocks.append((self.marker + text.strip(), bool(self.marker)))
            self.marker = ""
