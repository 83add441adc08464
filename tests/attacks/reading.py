"""What would act or hide in a text that is shown, by rules written down apart from the code that shows."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection
from typing import Any

import pyte
from markdown_it import MarkdownIt

from tests.attacks import FORGED
from tests.slack.reading import links

_HEAP = 9
_IGNORABLE = (
    *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x200B, 0x200E, 0x200F, 0x3164, 0xFEFF, 0xFFA0),
    *(*range(0x180B, 0x1810), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFFF0, 0xFFFC)),
    *(*range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE0100), *range(0xE01F0, 0xE1000)),
)
_UNSEEN = frozenset(map(chr, _IGNORABLE))
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_ACTING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
_BREAKS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
OURS = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^;\x1b\x07]*;([^\x1b\x07]*)(?:\x1b\\|\x07)|\x1b[=>78MHc()][0B]?"
)
"""What a terminal is told by ourselves: styles, moves of the cursor, links."""


def assert_inert(text: str, *, lines: bool = True, tabs: bool = False, heaps: bool = False) -> None:
    """Nothing in what is read acts on a terminal, is out of order, hides, or passes for a line of ours.

    Args:
        text: as it is written to a terminal, a pipe or a file, without sequences of our own.
        lines: whether a forged line may begin nowhere.
        tabs: whether none may begin after a tab either, as in a list with columns.
        heaps: whether marks may be heaped on a letter.
    """
    for before, character, after in zip(f"\0{text}", text, f"{text[1:]}\0", strict=False):
        kind = unicodedata.category(character)
        assert kind not in _ACTING or character in "\n\t", ascii(text)
        assert character not in _UNSEEN, ascii(text)
        if character in _SELECTORS:
            assert not before.isspace(), ascii(text)
            assert before not in _SELECTORS, ascii(text)
            assert not before.isascii() or after == "\u20e3", ascii(text)
        if character in _JOINERS:
            assert not {before, after} & _JOINERS, ascii(text)
            assert not before.isascii(), ascii(text)
            assert not after.isascii(), ascii(text)
    heap = 0
    for character in text:
        heap = heap + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        assert heaps or heap < _HEAP, ascii(text)
    for line in _BREAKS.split(text) if lines else ():
        assert not line.startswith(FORGED), text
        assert not (tabs and f"\t{FORGED}" in line), text


def assert_terminal(raw: str, may: Collection[str] = (), *, lines: bool = True) -> None:
    """What is written to a terminal shows text in its place and nothing else.

    Args:
        raw: all that is written.
        may: addresses that may be linked.
        lines: as `assert_inert` has it.
    """
    screen = _Watched(300, 60)
    pyte.Stream(screen).feed(raw.replace("\n", "\r\n"))
    assert not screen.done, (screen.done, ascii(raw))
    assert {found[1] for found in OURS.finditer(raw) if found[1]} <= set(may), ascii(raw)
    assert_inert(OURS.sub("", raw).replace("\r\n", "\n").replace("\r", ""), lines=lines)
    if lines and FORGED in raw:
        assert not any(line.startswith(FORGED) for line in screen.display), "\n".join(screen.display)


class _Watched(pyte.Screen):
    """A screen that notes what no answer of ours has a terminal do."""

    def __init__(self, columns: int, lines: int) -> None:
        self.done: list[str] = []
        super().__init__(columns, lines)

    def set_title(self, param: str) -> None:
        self.done.append(f"title {param}")

    def set_icon_name(self, param: str) -> None:
        self.done.append(f"icon name {param}")

    def bell(self, *args: Any) -> None:
        self.done.append("bell")

    def backspace(self) -> None:
        self.done.append("backspace")

    def define_charset(self, code: str, mode: str) -> None:
        self.done.append("charset")

    def write_process_input(self, data: str) -> None:
        self.done.append(f"reply {data!r}")

    def set_margins(self, *args: Any, **more: Any) -> None:
        if args:
            self.done.append("margins")


def assert_json(text: str, value: Any) -> None:
    """JSON of this value in which nothing acts or hides."""
    assert json.loads(text) == value
    for character in text:
        assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"} or character == "\n", ascii(
            text
        )
        assert character not in _UNSEEN, ascii(text)


_NOT_IN_TARGET = str.maketrans({"<": "%3C", ">": "%3E", "\\": "%5C"})


def assert_markdown(text: str, may: Collection[str], headings: int) -> None:
    """A Markdown document that, rendered, is text under our headings, with links to articles alone.

    Args:
        text: the document.
        may: addresses that may be linked.
        headings: how many of them are ours.
    """
    assert_inert(text)
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    may = {reader.normalizeLink(to.translate(_NOT_IN_TARGET)) for to in may}
    found = 0
    for token in reader.parse(text):
        assert token.type not in {"html_block", "fence", "code_block", "hr", "table_open"}, (token.type, text)
        assert token.type != "ordered_list_open", text
        found += token.type == "heading_open"
        for child in token.children or ():
            assert child.type not in {"image", "html_inline", "code_inline", "s_open"}, (child.type, text)
            if child.type == "link_open":
                assert child.attrs["href"] in may, text
            elif child.type == "text":
                assert not re.search(r"\]\(|<[a-z!/?]", child.content) or "\\" in text, text
    assert found == headings, text
    bare = re.sub(r"\]\(<[^>\n]*>\)", "", text)
    # What other readers than those of CommonMark link or render.
    assert not re.search(r"(?i)https?://|www\.\w|\w@\w|(?<!\\)\$|(?<!\\)==", bare), text


def assert_slack(blocks: list[dict[str, Any]], may: Collection[str]) -> None:
    """Blocks that link to articles alone, call nobody and hide nothing."""
    assert links(blocks) <= set(may)
    for text in _texts(blocks):
        assert_inert(text.replace("\u2060", ""), lines=False)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return own + [text for inner in value.values() for text in _texts(inner)]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list | tuple) else []


def assert_log(text: str) -> None:
    """Lines of the log, each with its time or below one that has."""
    assert_inert(text, heaps=True)
    for line in filter(None, text.split("\n")):
        assert re.match(r"\d{4}-\d\d-\d\d |  |\{\"time\"", line), text
