"""A process that asks, with pauses, and holds each citation against the library at once."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.reliability.readers.chronicle import Chronicle
from benchmarks.reliability.readers.judging import Judge
from benchmarks.reliability.readers.questions import question
from benchmarks.reliability.readers.turns import Turns
from bot.desk import Newsdesk
from config.errors import NewsdeskError

WARM_UP = 10
"""Questions before it is ready, not counted."""


def main() -> None:
    """Ask until all turns are over; print one line of JSON for each question, and what was wrong."""
    folder, seed, pause = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    chance = random.Random(seed)
    chronicle = Chronicle(folder / "chronicle")
    chronicle.follow()
    with Newsdesk() as desk:
        judge = Judge(desk, chronicle, chance)
        for _ in range(WARM_UP):
            _asked(desk, judge, chance, chronicle)
        turns = Turns.awaited()
        time.sleep(max(0.0, turns.began - time.monotonic()))
        while not turns.over:
            chronicle.follow()
            print(json.dumps(_asked(desk, judge, chance, chronicle)), flush=True)
            time.sleep(chance.expovariate(1 / pause) if pause else 0.0)
    print(json.dumps({"checked": judge.checked}), flush=True)


def _asked(desk: Newsdesk, judge: Judge, chance: random.Random, chronicle: Chronicle) -> dict[str, object]:
    asked = question(chance, chronicle)
    had, gone = dict(chronicle.has), frozenset(chronicle.removed)
    began, worked = time.monotonic(), time.process_time()
    told: dict[str, object] = {"kind": asked.kind, "began": began}
    try:
        answer = desk.ask(asked.text, as_of=asked.as_of, within=asked.within)
    except NewsdeskError as error:
        return {**told, "failed": f"{type(error).__name__}: {error}"}
    ended = time.monotonic()
    told |= {"ended": ended, "processor": time.process_time() - worked, "answer": answer.kind}
    cited = Counter(citation.url for citation in answer.citations)
    try:
        wrong = judge.wrong(asked, answer, had, gone)
    except NewsdeskError as error:
        return {**told, "failed": f"looking a citation up: {type(error).__name__}: {error}"}
    return {**told, "cited": sum(cited.values()), "wrong": wrong}


if __name__ == "__main__":
    main()
