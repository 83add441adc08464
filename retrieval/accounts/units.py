"""What a number counts: money, a share, or things, by the words around it."""

from __future__ import annotations

import re

from retrieval.terms import stop_terms, terms

_MONEY = {"$": "dollar", "€": "euro", "£": "pound"}
CURRENCIES = frozenset(terms("dollar euro pound crown yen yuan rouble ruble rupee franc peso won lira real"))
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|percent\b|percentage points?\b)", re.IGNORECASE)
_HYPHENED = re.compile(
    r"-(?P<unit>minute|hour|day|week|month|year|mile|kilomet\w+|met\w+|page|seat|nation)\b(?!-)"
)
_WORD = re.compile(r"\s*([^\W\d_][\w’'-]*)")
_TOLL = re.compile(
    r"\b(?:death toll|toll|number of (?:dead|deaths))\b[^,;.]{0,40}?\b(?:to|of|at|is|was|stood at)\s+$",
    re.IGNORECASE,
)
_MEASURED = re.compile(r"\b(?P<noun>[a-z]{4,}) of\s+$")  # "a magnitude of 6.1"
_SPANS = frozenset(terms("years weeks"))  # stop words elsewhere, as questions say "this week"
SAME_UNIT = {
    **dict.fromkeys(terms("killed dead died dies deaths death fatalities fatality"), "die"),
    **dict.fromkeys(terms("injured wounded hurt injuries"), "hurt"),
    **dict.fromkeys(terms("people person persons"), "people"),
}


def unit_of(
    number: str, before: str, after: str, sign: str | None = None
) -> tuple[frozenset[str], int] | None:
    """What is counted, and how many code points after the number belong to it.

    Args:
        number: as written.
        before: what stands before it in its part of the sentence.
        after: what stands after it.
        sign: of a currency, where it has one.

    Returns:
        Stems of what it may count, or the unit; None where it counts nothing that can be told.
    """
    if sign:
        return frozenset({_MONEY[sign]}), 0
    if percent := _PERCENT.match(after):
        return frozenset({"percent"}), percent.end()
    if hyphened := _HYPHENED.match(after):
        return frozenset(terms(hyphened["unit"])), hyphened.end()
    # "40m" may be metres or millions.
    if after.startswith("-") or re.search(r"\dm$", number):
        return None
    return _noun(before, after)


def _noun(before: str, after: str) -> tuple[frozenset[str], int] | None:
    units, first = _counted(after)
    if _TOLL.search(before):
        return frozenset({"die"}), 0
    if not units and (measured := _MEASURED.search(before)):
        return frozenset(terms(measured["noun"])), 0
    return (frozenset(units), first if units[0] in CURRENCIES else 0) if units else None


def _counted(after: str) -> tuple[list[str], int]:
    """Stems of up to three words after a number, and where the first of them ends."""
    units: list[str] = []
    at = first = 0
    while len(units) < 3 and (word := _WORD.match(after, at)):
        stems = terms(word[1])
        if not units:
            first = word.end()
        spans = bool(stems) and stems[0] in _SPANS
        if stems and stems[0] in stop_terms() and units and not spans:
            # "three people were killed": what befell them counts, not that they were.
            if word[1].lower() not in ("were", "was", "have", "had", "been", "are"):
                break
        elif stems and (spans or stems[0] not in stop_terms()):
            units.append(SAME_UNIT.get(stems[0], stems[0]))
        elif not units:
            break
        at = word.end()
    return units, first
