"""Runs the programs: one at a time where they are timed whole, by turns where each answers questions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from benchmarks.data import ROOT, Question
from benchmarks.peers.peer import Peer


class Ended(NamedTuple):
    """A process that ended: wall and processor time in seconds, most resident memory in MiB, what it told."""

    seconds: float
    processor: float
    mebibytes: float
    told: str


class FailedError(Exception):
    """A program ended with an error; the text is the last line it wrote."""


def ended(command: Sequence[str], log: Path) -> Ended:
    """Run a command to its end.

    Args:
        command: the program and its arguments.
        log: a file that takes its stderr.

    Raises:
        FailedError: it failed.
    """
    began = time.perf_counter()
    with log.open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, cwd=ROOT, env=_environment(command), text=True
        )
        assert process.stdout is not None
        told = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise FailedError(_last_line(log))
    return Ended(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, told)


def by_turns(
    stores: dict[Peer, Path], model: str, questions: Sequence[Question], logs: Path
) -> dict[Peer, list[dict[str, Any]]]:
    """Ask everyone each question, one after the other, the first one in turn another each time.

    Args:
        stores: what each has taken in.
        model: the folder of the embedding model.
        questions: asked in order, after one that is not counted.
        logs: a folder that takes what they write to stderr.
    """
    found: dict[Peer, list[dict[str, Any]]] = {peer: [] for peer in stores}
    with ExitStack() as stack:
        open_ones = {
            peer: stack.enter_context(_served(peer, model, store, logs / f"{peer.key}.log"))
            for peer, store in stores.items()
        }
        for question in [questions[0], *questions]:
            for peer in rotated(list(stores), len(found[next(iter(stores))])):
                found[peer].append(_asked(*open_ones[peer], question))
    return {peer: told[1:] for peer, told in found.items()}


def rotated(peers: list[Peer], by: int) -> list[Peer]:
    """The same ones, another first."""
    by %= max(1, len(peers))
    return peers[by:] + peers[:by]


@contextmanager
def _served(peer: Peer, model: str, store: Path, log: Path) -> Iterator[tuple[IO[str], IO[str]]]:
    command = peer.command("serve", model, str(store))
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=ROOT,
            env=_environment(command), text=True,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdin, process.stdout
        finally:
            process.stdin.close()
            process.wait()
            process.stdout.close()


def _asked(into: IO[str], out: IO[str], question: Question) -> dict[str, Any]:
    into.write(json.dumps({"question": question.text, "as_of": question.asked_on.isoformat()}) + "\n")
    into.flush()
    line = out.readline()
    if not line:
        raise FailedError("a program ended before it had answered; its log tells why")
    told: dict[str, Any] = json.loads(line)
    return told


def _environment(command: Sequence[str]) -> dict[str, str]:
    """This process's, and nothing that would reach for a network; our packages only for our own Python."""
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
    ours = {"PYTHONPATH": str(ROOT)} if command[0] == sys.executable else {"PYTHONPATH": ""}
    return {**os.environ, **offline, **ours}


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "it said nothing"
