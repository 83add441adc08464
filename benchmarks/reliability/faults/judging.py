"""What is wrong with how a command met a fault: with what it said, left behind, or could not go on with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.reliability.faults.deeds import QUOTED, Deed, Place
from benchmarks.reliability.faults.running import Ran, Runner

_UNWANTED = ("Traceback", "not foreseen", "Exception ignored", "terminate called", "panicked at")


@dataclass(frozen=True, slots=True)
class Known:
    """What a library holds before a deed, and after it where nothing fails."""

    before: dict[str, Any]
    after: dict[str, Any]


def said(ran: Ran, deed: Deed, place: Place) -> list[str]:
    """What is wrong with what a command said, and how it ended."""
    told = ran.stdout + ran.stderr
    wrong = [f"says “{one}”" for one in _UNWANTED if one in told]
    if ran.code < 0:
        wrong.append("hangs" if ran.code == -9 else f"dies of signal {-ran.code}")
    elif ran.code not in deed.codes and not wrong:
        refusals = [line for line in ran.stderr.splitlines() if line.startswith(("newsdesk: ", "refused "))]
        if not refusals:
            wrong.append(f"ends with {ran.code} and no sentence")
        elif not all(str(place.library.parent) in line for line in refusals):
            wrong.append("does not name what it is about")
        if len(refusals) > 1 and deed.name != "chat":
            wrong.append("says it twice")
    return wrong


def held(runner: Runner, ran: Ran, deed: Deed, place: Place, known: Known) -> list[str]:
    """What is wrong with what it left, by what the library holds now, and with what comes of it next."""
    found = runner.inspect(place.library)
    wrong = [f"damage: {fault}" for fault in found["faults"]]
    if wrong:
        return wrong
    stored = _stored(found)
    if not (_least(known) <= stored <= _most(known)):
        wrong.append("holds neither what was before nor what should be")
    # An answer is an answer, also where it could not be kept; in a chat that is told.
    unkept = deed.name == "ask" or "not kept" in ran.stdout + ran.stderr
    if (
        ran.code in deed.codes
        and not unkept
        and (stored, _beside(found))
        != (
            _stored(known.after),
            _beside(known.after),
        )
    ):
        wrong.append("says it is done, and it is not")
    if QUOTED not in found["answered"]:
        wrong.append(f"cannot be asked afterwards: {found['answered'][:200]}")
    return wrong if deed.reads else wrong + resumed(runner, deed, place, known)


def resumed(runner: Runner, deed: Deed, place: Place, known: Known) -> list[str]:
    """What is wrong with doing it once more, now that nothing fails."""
    again = deed.done(runner, place)
    if again.code not in deed.again | deed.codes:
        return [f"cannot be done again ({again.code}): {again.stderr.strip()[:300]}"]
    found = runner.inspect(place.library, ask=False)
    wrong = [f"damage after the next run: {fault}" for fault in found["faults"] + found.get("stale", [])]
    if not wrong and (found["versions"], found["feeds"]) != (known.after["versions"], known.after["feeds"]):
        wrong.append("is not what it should be after the next run")
    left = [
        path.name
        for folder in (place.library.parent, place.library, place.beside)
        for path in folder.iterdir()
        if path.name.startswith(".") or path.suffix in {".new", ".old"} or path.name.endswith("-journal")
    ]
    return wrong + ([f"leaves {', '.join(sorted(left))}"] if left else [])


def _stored(found: dict[str, Any]) -> set[tuple[str, str, int]]:
    """The versions of articles, each with how many of its passages have their vectors.

    Statements are read out of a version after it is stored, and may be left to the next run.
    """
    return {(row[0], row[1], row[3]) for row in found["versions"]}


def _least(known: Known) -> set[tuple[str, str, int]]:
    return _stored(known.before) & _stored(known.after)


def _most(known: Known) -> set[tuple[str, str, int]]:
    return _stored(known.before) | _stored(known.after)


def _beside(found: dict[str, Any]) -> tuple[object, ...]:
    """What is kept beside the articles."""
    return (found["feeds"], len(found["turns"]), found["feedback"])
