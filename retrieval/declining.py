"""The words in which a question is declined: what was not found, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from retrieval.answer import Source
from retrieval.asking.understood import Understood
from retrieval.wording import day_in_words, days_in_words, listed, named

PLAIN = "The articles I have do not answer that"


@dataclass(frozen=True, slots=True)
class Lacking:
    """What the library has nothing of, as far as it was asked for.

    Args:
        people: those whose words are asked for and who say nothing in any article.
        days: whether nothing was published on the days named.
        nearest_day: the day nearest to them on which something was.
        everything: whether nothing at all was published by the day asked.
        allowed: whether there is any article at all that may be used.
        outlets: outlets named of which it has no article.
        decisive: whether the question cannot be answered without them.
    """

    people: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    decisive: bool = False
    days: bool = False
    nearest_day: date | None = None
    everything: bool = False
    allowed: bool = True


def declining(understood: Understood, lacking: Lacking, nearest: Source | None = None) -> str:
    """Why a question is declined, in a sentence or a few.

    Args:
        understood: what the question was taken to ask.
        lacking: what the library has nothing of.
        nearest: the nearest article, if any.
    """
    if not lacking.allowed:
        return f"{PLAIN}: none of them is of the outlets, feeds and days that may be used here."
    if lacking.everything:
        return f"{PLAIN}: none of them was published by then."
    reasons = [*_people(lacking.people), *_outlets(lacking.outlets), *_days(understood, lacking)]
    sentences = [f"{PLAIN}{': ' + '; '.join(reasons) if reasons else ''}."]
    if nearest is not None:
        sentences.append(f"The nearest is {named(nearest)}.")
    return " ".join(sentences)


def _people(people: tuple[str, ...]) -> list[str]:
    return [f"nobody by the name of {listed(people, 'or')} speaks in them"] if people else []


def lacking_notes(lacking: Lacking) -> tuple[str, ...]:
    """What to say beside an answer that had to do without something the question names."""
    return tuple(
        f"There is nothing from {listed((outlet,), 'or')} in the library." for outlet in lacking.outlets
    )


def _outlets(outlets: tuple[str, ...]) -> list[str]:
    return [f"none of them is from {listed(outlets, 'or')}"] if outlets else []


def _days(understood: Understood, lacking: Lacking) -> list[str]:
    if not lacking.days:
        return []
    asked = listed([days_in_words(days) for days in understood.days], "or") or "for those days"
    nearest = f", the nearest is of {day_in_words(lacking.nearest_day)}" if lacking.nearest_day else ""
    return [f"there is nothing {asked}{nearest}"]
