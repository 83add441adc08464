"""The outlets that a question names as sources, told from the companies and words of the same name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.outlets.outlet_names import WORD, Outlet, OutletNames, names_of
from retrieval.outlets.outlet_role import Role, role
from retrieval.outlets.outlets_unknown import unknown_outlets

_JOINED = re.compile(
    r"[”\"’'»]?\s*(?:,|&|/|\b(?:and|or|versus|vs\.?|with|while|than|to)\b|,\s*(?:and|or))\s*"
    r"(?:(?:both|then|also|the|in|by|from|on|later)\s+)*[“\"‘'«]?",
    re.IGNORECASE,
)
_AND_LAST = re.compile(r",\s+and\s+$", re.IGNORECASE)
_GAP = re.compile(r"[\s.'’&|:/+–—-]{0,3}")


@dataclass(frozen=True, slots=True)
class OutletsNamed:
    """The outlets of a question.

    Args:
        outlets: as the library writes them, in the order of the question, each once.
        unheld: those of which the library holds nothing, each once.
        spans: where each mention stands in the question, as ``[start, end)``.
    """

    outlets: tuple[str, ...] = ()
    unheld: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    outlet: Outlet


def outlets_named(question: str, held: tuple[str, ...]) -> OutletsNamed:
    """Find the outlets that a question names as sources.

    Args:
        question: as put.
        held: the outlets of the library, as its articles write them.
    """
    if question.isupper() and len(question.lower()) == len(question):
        # No capital tells anything.
        question = question.lower()
    mentions = list(_mentions(question, names_of(held)))
    named = _named(question, mentions)
    outlets = [name for one in named for name in one.outlet.names]
    rest = blanked(question, [(one.start, one.end) for one in named])
    named += [
        _Mention(start, end, Outlet((), question[start:end], ordinary=False))
        for start, end in unknown_outlets(rest)
    ]
    unheld = [one.outlet.known for one in named if not one.outlet.names]
    return OutletsNamed(
        tuple(dict.fromkeys(outlets)),
        tuple(dict.fromkeys(unheld)),
        tuple(sorted((one.start, one.end) for one in named)),
    )


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with spaces in place of these spans."""
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _mentions(question: str, names: OutletNames) -> Iterator[_Mention]:
    """Whatever reads like an outlet's name; the longest at each place."""
    words = list(WORD.finditer(question))
    at = 0
    while at < len(words):
        found = None if words[at][0].lower() == "the" else _longest(question, words, at, names)
        if found is None:
            at += 1
            continue
        count, outlet = found
        start = words[at].start()
        if at and words[at - 1][0].lower() == "the" and question[words[at - 1].end() : start] == " ":
            start = words[at - 1].start()
        yield _Mention(start, words[at + count - 1].end(), outlet)
        at += count


def _longest(
    question: str, words: Sequence[re.Match[str]], at: int, names: OutletNames
) -> tuple[int, Outlet] | None:
    reach = 1
    while (
        reach < names.longest
        and at + reach < len(words)
        and _GAP.fullmatch(question, words[at + reach - 1].end(), words[at + reach].start())
    ):
        reach += 1
    for count in range(reach, 0, -1):
        outlet = names.of(question[words[at].start() : words[at + count - 1].end()])
        if outlet is not None:
            return count, outlet
    return None


def _named(question: str, mentions: Sequence[_Mention]) -> list[_Mention]:
    """Those that are meant as sources: by the words around them, or named in one list with such a one."""
    marks = [role(question, one.start, one.end, one.outlet) for one in mentions]
    for order in (range(1, len(mentions)), range(len(mentions) - 2, -1, -1)):
        for n in order:
            other = n - 1 if order.step > 0 else n + 1
            first, second = sorted((n, other))
            if (
                marks[other] == Role.SOURCE
                and marks[n] == Role.PERHAPS
                and _JOINED.fullmatch(question, mentions[first].end, mentions[second].start)
            ):
                marks[n] = Role.SOURCE
    sure = {one.outlet for one, mark in zip(mentions, marks, strict=True) if mark == Role.SOURCE}
    return [
        one
        for one, mark in zip(mentions, marks, strict=True)
        if mark == Role.SOURCE
        or (
            mark is Role.PERHAPS
            and (
                one.outlet in sure
                or (one.outlet.names and not one.outlet.ordinary)
                # "What does the Post say of it, and Bloomberg?"
                or (sure and _AND_LAST.search(question, 0, one.start) and not question[one.end :].strip(" ?"))
            )
        )
    ]
