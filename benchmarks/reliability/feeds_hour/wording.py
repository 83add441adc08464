"""The words of generated articles: no two about the same thing, and no number in two of them by design."""

from __future__ import annotations

import random
from collections.abc import Iterator

_FIRST = (
    "Aver",
    "Brand",
    "Copp",
    "Delm",
    "Esk",
    "Farr",
    "Goss",
    "Holl",
    "Imb",
    "Jarr",
    "Keld",
    "Lorn",
    "Mard",
)
_MIDDLE = ("a", "en", "er", "i", "or", "u")
_LAST = ("by", "dale", "ford", "ham", "holm", "mouth", "ney", "stead", "thorpe", "wick", "worth")
_GIVEN = ("Ada", "Tom", "Ines", "Karl", "Mona", "Piet", "Renée", "Søren", "Zoë", "Ulla", "Jürgen", "Ottilie")
_KINDS = (
    "ferry",
    "library",
    "school",
    "mill",
    "clinic",
    "harbour",
    "theatre",
    "quarry",
    "bakery",
    "observatory",
)
_LINES = (
    "{person} told the council of {place} that the {place} {kind} had cost {a} crowns more than was planned.",
    "The {place} {kind} will be closed for {b} days while its roof is mended, its keeper {person} said.",
    "In {year} the people of {place} had collected {a} crowns for the first stones of the {kind}.",
    "“Nobody here has forgotten the winter of {year},” {person} said of the {kind} at {place}.",
    "A report of {b} pages found that {c} of the windows of the {place} {kind} had never been shut.",
    "{person} wants {place} to buy the meadow beside the {kind}, for which its owner asks {a} crowns.",
    "Some {c} visitors came to {place} on the first day, {b} more than {person} had hoped for.",
    "The café of the {place} {kind}, run by {person}, sold {c} cups of coffee before noon.",
    "A fire in {year} destroyed {b} tables and {c} lamps of the {kind}, but nobody in {place} was hurt.",
    "Schools of {place} send {c} children a week, whom {person} shows how the {kind} once worked.",
    "{person}, who has kept the books of {place} since {year}, counted {a} crowns in unpaid bills.",
    "The {kind} of {place} stands {b} metres above the river, which rose by {c} centimetres that night.",
    "Engineers from {place} measured cracks {c} millimetres wide in the {kind} and told {person} of it.",
    "A vote of {b} to {c} settled the quarrel that {person} had begun in {place} over the {kind}.",
)
_ADDED = (
    "On the evening after, {person} added that {place} would look at the matter again in {b} weeks.",
    "The office of {place} said later that {c} letters about it had come from outside the town.",
    "Asked once more, {person} put the sum for {place} at {a} crowns.",
)
_CORRECTED = (
    "Correction: an earlier version of this article on {place} gave a number as {a} that should be {b}."
)


def places(drawn: random.Random) -> Iterator[str]:
    """Names of towns, none twice; beyond those of two parts they get longer."""
    names = [f"{one}{middle}{last}" for one in _FIRST for middle in _MIDDLE for last in _LAST]
    drawn.shuffle(names)
    yield from names
    number = 1
    while True:
        number += 1
        yield from (f"{name} {'Upper' if number % 2 else 'Lower'} {number}" for name in names)


def kind(drawn: random.Random) -> str:
    """What an article is about, in one word."""
    return drawn.choice(_KINDS)


def first_text(drawn: random.Random, place: str, what: str) -> tuple[str, ...]:
    """The paragraphs of a new article."""
    lines = drawn.sample(_LINES, drawn.randrange(6, 10))
    return tuple(_filled(drawn, line, place, what) for line in lines)


def edited(drawn: random.Random, text: tuple[str, ...], place: str, what: str) -> tuple[str, ...]:
    """A newer text of an article: something added, corrected, put in another's place, or left out."""
    how = drawn.choice(("added", "corrected", "replaced", "cut"))
    if how == "added":
        return (*text, _filled(drawn, drawn.choice(_ADDED), place, what))
    if how == "corrected":
        return (*text, _filled(drawn, _CORRECTED, place, what))
    n = drawn.randrange(1, len(text))
    if how == "cut" and len(text) > 6:
        return (*text[:n], *text[n + 1 :])
    return (*text[:n], _filled(drawn, drawn.choice(_LINES), place, what), *text[n + 1 :])


def _filled(drawn: random.Random, line: str, place: str, what: str) -> str:
    person = f"{drawn.choice(_GIVEN)} {drawn.choice(_FIRST)}{drawn.choice(_MIDDLE)}{drawn.choice(_LAST)}"
    return line.format(
        person=person,
        place=place,
        kind=what,
        a=drawn.randrange(10_000, 1_000_000),
        b=drawn.randrange(20, 99),
        c=drawn.randrange(100, 10_000),
        year=drawn.randrange(1850, 1990),
    )
