"""Breaks one thing after another under each command, and counts what came of it.

`python -m benchmarks.reliability.faults faults` breaks what holds on for a whole command: disks (as root,
who may mount them), rights, clocks, locks. `… calls --points 3` has single calls to the system fail.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.reliability.faults import disks, judging, suspending
from benchmarks.reliability.faults.deeds import DEEDS, PLACES, Deed, Place, copied, prepare
from benchmarks.reliability.faults.preloading import Failing
from benchmarks.reliability.faults.running import Ran, Runner
from benchmarks.reliability.faults.scenes import SCENES, Scene
from benchmarks.reliability.faults.site import publish
from benchmarks.reliability.faults.walking import WAYS, Way, points
from benchmarks.reliability.results import Row, keep, kept_rows
from tests.site_server import SiteServer

NO_FAULT = "no fault"
PROMISED = "done, or refused in a sentence; whole; completed by the next run"


@dataclass
class Count:
    """What came of one fault."""

    runs: int = 0
    done: int = 0
    refused: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    refused_of: Counter[str] = field(default_factory=Counter)

    def take(self, deed: Deed, ran: Ran, wrong: list[str]) -> None:
        """Count one run."""
        self.runs += 1
        self.done += ran.code in deed.codes
        self.refused += ran.code not in deed.codes
        if ran.code not in deed.codes:
            self.refused_of[deed.name] += 1
        self.wrong.update(wrong)

    def row(self, name: str) -> Row:
        """Its line of the table."""
        faults = f"{sum(self.wrong.values())} faults" if self.wrong else NO_FAULT
        return Row(name, PROMISED, f"{self.runs} runs: {self.done} done, {self.refused} refused; {faults}")


class Trials:
    """Every command under every fault.

    Args:
        runner: runs the commands.
        base: the place as it is prepared.
        folder: for copies of it.
        deeds: the commands.
        kept: the name under which the results are kept, after each fault; empty where they are not.
        go_on: whether what an earlier run has kept stays.
    """

    def __init__(  # noqa: PLR0913  # what the trials are made of
        self,
        runner: Runner,
        base: Place,
        folder: Path,
        deeds: tuple[Deed, ...],
        kept: str,
        *,
        go_on: bool,
    ) -> None:
        self._runner = runner
        self._base = base
        self._folder = folder
        self._deeds = deeds
        self._kept = kept
        self.earlier = kept_rows(kept) if go_on else []
        self.counts: defaultdict[str, Count] = defaultdict(Count)
        before = runner.inspect(base.library)
        self._known = {}
        for deed in deeds:
            place = copied(base, folder / "place")
            ran = deed.done(runner, place)
            if ran.code not in deed.codes:
                raise RuntimeError(f"{deed.name}: {ran.stderr}")
            self._known[deed.name] = judging.Known(before, runner.inspect(place.library))

    def scene(self, scene: Scene) -> None:
        """All commands while something is broken."""
        for deed in self._deeds:
            with ExitStack() as stack:
                top = self._folder / "place"
                if scene.disk is not None:
                    top = self._folder / "disk"
                    if not stack.enter_context(disks.mounted(top, scene.disk)):
                        return
                place = copied(self._base, top / "on" if scene.disk else top)
                with scene.broken(self._runner, place) as how:
                    ran = deed.done(self._runner, place, **how)
                wrong = self._judged(ran, deed, place)
                if ran.code not in deed.codes and deed.name not in scene.hindered and deed.name != "chat":
                    wrong.append("is refused, and need not be")
                self._take(scene.name, deed, ran, wrong)

    def way(self, way: Way, most: int) -> None:
        """All commands, while one call after another fails."""
        for deed in self._deeds:
            place = copied(self._base, self._folder / "place")
            total = deed.done(self._runner, place, failing=Failing(place.library.parent, way.calls)).counted
            for n in points(total, most):
                place = copied(self._base, self._folder / "place")
                failing = Failing(place.library.parent, way.calls, n, n if way.once else 0, way.errno)
                ran = deed.done(self._runner, place, failing=failing)
                wrong = self._judged(ran, deed, place)
                if not way.errno and ran.code not in deed.codes:
                    wrong.append("is refused, and need not be")
                self._take(way.name, deed, ran, wrong, f"at {n} of {total}")

    def _judged(self, ran: Ran, deed: Deed, place: Place) -> list[str]:
        known = self._known[deed.name]
        return judging.said(ran, deed, place) + judging.held(self._runner, ran, deed, place, known)

    def _take(self, fault: str, deed: Deed, ran: Ran, wrong: list[str], at: str = "") -> None:
        self.counts[fault].take(deed, ran, [f"{deed.name} {one}"[:200] for one in wrong])
        if wrong:
            print(
                f"{fault}, {deed.name} {at}: {ran.code} {wrong}\n    {ran.stderr.strip()[-400:]}", flush=True
            )

    def asleep(self, site: SiteServer) -> None:
        """A writer and a watcher that are stopped in the middle."""
        place = copied(self._base, self._folder / "place")
        self._count_asleep("a writer stopped in the middle", suspending.writer_asleep(self._runner, place))
        held = threading.Event()
        publish(site, PLACES[:3], hold=held)
        place = copied(self._base, self._folder / "place")
        wrong = suspending.watcher_asleep(self._runner, place, held)
        self._count_asleep("a watcher stopped in a fetch for two hours", wrong)

    def _count_asleep(self, name: str, wrong: list[str]) -> None:
        self.counts[name] = Count(runs=1, done=int(not wrong), wrong=Counter(wrong))
        self.tell(name)

    def tell(self, name: str) -> None:
        """Print what was counted of one fault, and keep what was counted so far."""
        count = self.counts[name]
        print(f"{name}: {count.row(name).measured}; refused: {dict(count.refused_of)}", flush=True)
        if not self._kept:
            return
        rows = [count.row(name) for name, count in self.counts.items() if count.runs]
        measured = {row.what for row in rows}
        keep(
            self._kept,
            [*(row for row in self.earlier if row.what not in measured), *rows],
            commands=[deed.name for deed in self._deeds],
        )


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["faults", "calls"], help="what holds on, or single calls")
    parser.add_argument("--points", type=int, default=4, help="calls that fail, for each way and command")
    parser.add_argument("--only", default="", help="names of commands, with commas between")
    parser.add_argument("--faults", default="", help="what the names of faults have in them")
    parser.add_argument("--go-on", action="store_true", help="leave out what was kept before without a fault")
    parser.add_argument("--keep", action="store_true", help="keep the results")
    given = parser.parse_args()
    deeds = tuple(deed for deed in DEEDS if not given.only or deed.name in given.only.split(","))
    with tempfile.TemporaryDirectory(prefix="newsdesk-faults-") as name, SiteServer() as site:
        folder = Path(name)
        (folder / "run").mkdir()
        with Runner(folder / "run") as runner:
            base = Place(folder / "base" / "library", folder / "base" / "beside", publish(site, PLACES[:3]))
            base.library.parent.mkdir()
            prepare(runner, base)
            trials = Trials(runner, base, folder, deeds, given.part if given.keep else "", go_on=given.go_on)
            done = {row.what for row in trials.earlier if row.measured.endswith(NO_FAULT)}
            for way in WAYS if given.part == "calls" and runner.preloaded else ():
                if given.faults in way.name and way.name not in done:
                    trials.way(way, given.points)
                    trials.tell(way.name)
            for scene in SCENES if given.part == "faults" else ():
                if given.faults in scene.name and scene.name not in done:
                    trials.scene(scene)
                    trials.tell(scene.name)
            if given.part == "faults" and not given.faults:
                trials.asleep(site)


if __name__ == "__main__":
    main()
