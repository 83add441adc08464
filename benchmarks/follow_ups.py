"""Measures how follow-ups are made to stand alone, on TREC CAsT (Dalton et al., 2020).

Run with `python -m benchmarks.follow_ups`. Each turn is rewritten after the
turns before it, as they were rewritten by us (not by people), and compared
with how people rewrote it.

* **recall**: of the content words that people added, how many we added;
* **precision**: of the content words that we added, how many people added;
* **kept**: of the turns that people left as they were, how many we left so.

Content words are counted once a turn: in lower case, without stop words, plurals
and possessives folded. Words that stand in the turn as it was asked are not added by anybody.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.data import ROOT
from benchmarks.machine import save
from retrieval.dialogue.follow_up import stand_alone

_ARTICLES_TO_ADVERBS = (
    "a an the this that these those i you he she it we they me him her us them my your his its our"
    " their mine yours hers ours theirs myself yourself himself herself itself themselves who whom whose"
    " which what where when why how am is are was were be been being have has had having do does did"
    " doing can could will would shall should may might must and but or if because as until while of at"
    " by for with about against between into through during before after above below to from up down in"
    " on out off over under again further then once here there all any both each few more most other"
    " some such no nor not only own same so than too very s t don now"
)
STOP_WORDS = frozenset(_ARTICLES_TO_ADVERBS.split())
_WORD = re.compile(r"\w+(?:[’'\-.]\w+)*")
_SPACE = re.compile(r"\s+")


class Turn(NamedTuple):
    """One turn: where it stands, as asked, and as people made it stand alone."""

    topic: int
    asked: str
    alone: str


class Judged(NamedTuple):
    """A turn, what we made of it, and the content words added by each."""

    turn: Turn
    ours: str
    added: frozenset[str]
    wanted: frozenset[str]


def main() -> None:
    """Print the figures for all topics and for each half, and turns that differ if asked to."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--show", choices=("kept", "precision", "recall"), help="list the turns that cost")
    options.add_argument("--save", action="store_true", help="write the figures to benchmarks/results/")
    options.add_argument("--year", choices=("2019", "2020"), default="2019")
    options.add_argument("--half", choices=("even", "odd"), help="show the turns of these topics only")
    chosen = options.parse_args()
    judged = judge(turns(folder(), chosen.year))
    for one in judged:
        if chosen.half in (None, ("even", "odd")[one.turn.topic % 2]) and _costs(one, chosen.show):
            print(f"{one.turn.topic}: {one.turn.asked}\n    ours   {one.ours}\n    people {one.turn.alone}")
    found = {
        "all": figures(judged),
        "even topics": figures([j for j in judged if j.turn.topic % 2 == 0]),
        "odd topics": figures([j for j in judged if j.turn.topic % 2]),
    }
    for name, part in found.items():
        print(f"{name}: {part}")
    if chosen.save:
        save({"year": chosen.year, **found}, ROOT / "benchmarks" / "results" / "follow_ups.json")


def folder() -> Path:
    """CAsT's folder: NEWSDESK_DATA, else ../shared/data; exits cleanly where it is absent."""
    found = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data")) / "cast"
    if not found.is_dir():
        raise SystemExit(f"No conversations in {found}: set NEWSDESK_DATA to the folder that holds cast/.")
    return found


def turns(cast: Path, year: str = "2019") -> list[Turn]:
    """The turns of a year, in order."""
    if year == "2019":
        topics = _json(cast / "evaluation_topics_v1.0.json")
        lines = (
            (cast / "evaluation_topics_annotated_resolved_v1.0.tsv").read_text(encoding="utf-8").splitlines()
        )
        rewritten = dict(line.split("\t", 1) for line in lines if line)
    else:
        topics = _json(cast / "2020_manual_evaluation_topics_v1.0.json")
        rewritten = {
            f"{t['number']}_{x['number']}": x["manual_rewritten_utterance"] for t in topics for x in t["turn"]
        }
    return [
        Turn(t["number"], _folded(x["raw_utterance"]), _folded(rewritten[f"{t['number']}_{x['number']}"]))
        for t in topics
        for x in t["turn"]
    ]


def judge(found: Iterable[Turn]) -> list[Judged]:
    """Every turn, rewritten after those before it."""
    return list(_judge(found))


def _judge(found: Iterable[Turn]) -> Iterator[Judged]:
    topic, before = 0, list[tuple[str, None]]()
    for turn in found:
        if turn.topic != topic:
            topic, before = turn.topic, []
        ours = stand_alone(turn.asked, before).text
        before.append((ours, None))
        asked = content(turn.asked)
        yield Judged(turn, ours, content(ours) - asked, content(turn.alone) - asked)


def figures(judged: list[Judged]) -> dict[str, float]:
    """Precision and recall of the content words added, and the share of turns rightly kept."""
    right = sum(len(one.added & one.wanted) for one in judged)
    same = [one for one in judged if one.turn.asked == one.turn.alone]
    return {
        "precision": round(right / max(1, sum(len(one.added) for one in judged)), 3),
        "recall": round(right / max(1, sum(len(one.wanted) for one in judged)), 3),
        "kept": round(sum(one.ours == one.turn.asked for one in same) / max(1, len(same)), 3),
        "turns": len(judged),
    }


def content(text: str) -> frozenset[str]:
    """The content words of a text."""
    words = (re.sub(r"[’']s?$", "", word.lower()) for word in _WORD.findall(text.replace("’", "'")))
    return frozenset(_singular(word) for word in words if word not in STOP_WORDS)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word


def _costs(one: Judged, what: str | None) -> bool:
    if what == "kept":
        return one.turn.asked == one.turn.alone and one.ours != one.turn.asked
    if what == "precision":
        return bool(one.added - one.wanted)
    return what == "recall" and bool(one.wanted - one.added)


def _json(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


if __name__ == "__main__":
    main()
