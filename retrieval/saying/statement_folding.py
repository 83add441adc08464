"""Gives the same words in copies of one text one place among statements, their outlets credited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.store.statement_query import Stated
from retrieval.terms import terms

SAME_WORDS = 0.8
"""Share of the longer one's words that both must have, for two copies to give somebody the same."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A statement, and the other outlets that carried it in a copy of the same text."""

    stated: Stated
    also: tuple[str, ...] = ()


def folded_statements(found: Sequence[Stated], outlet: str | None = None) -> list[Folded]:
    """One statement for what all copies of a text give to somebody.

    Args:
        found: in the order in which they are shown, which stays.
        outlet: only what this outlet carried, in its own copy.
    """
    stories: defaultdict[tuple[int, str | None], list[int]] = defaultdict(list)
    for n, one in enumerate(found):
        stories[one.story, one.name].append(n)
    standing: dict[int, Folded] = {}
    for places in stories.values():
        for group in _groups(found, places):
            chosen = _standing(found, group, outlet)
            if chosen is not None:
                own = found[chosen].outlet
                others = dict.fromkeys(found[n].outlet for n in sorted(group, key=lambda n: _order(found[n])))
                also = tuple(name for name in others if name and name != own)
                standing[chosen] = Folded(found[chosen], also)
    return [standing[n] for n in sorted(standing)]


def _groups(found: Sequence[Stated], places: Sequence[int]) -> list[list[int]]:
    """The statements of one person in one story, those with the same words together."""
    if len({found[n].article for n in places}) == 1:
        return [[n] for n in places]
    groups: list[tuple[set[str], list[int]]] = []
    for n in places:
        said = set(terms(found[n].quote))
        for words, group in groups:
            # An article says the same thing twice for a reason of its own.
            elsewhere = all(found[m].article != found[n].article for m in group)
            if elsewhere and len(said & words) >= SAME_WORDS * max(len(said), len(words)):
                group.append(n)
                break
        else:
            groups.append((said, [n]))
    return [group for _, group in groups]


def _standing(found: Sequence[Stated], group: Sequence[int], outlet: str | None) -> int | None:
    """The earliest that names its outlet and day stands for all; of one outlet where only its are wanted."""
    if outlet is not None:
        group = [n for n in group if (found[n].outlet or "").casefold() == outlet.casefold()]
    return min(group, key=lambda n: _order(found[n]), default=None)


def _order(one: Stated) -> tuple[bool, str, int]:
    return not (one.outlet and one.published), one.published or "", one.article
