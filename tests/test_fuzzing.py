"""The fuzzing itself: it finds what is put there to be found, keeps the input, and goes on."""

from __future__ import annotations

import time
from collections.abc import Hashable
from pathlib import Path
from random import Random

import pytest

from benchmarks.reliability.fuzzing import loop
from benchmarks.reliability.fuzzing.__main__ import fuzzed
from benchmarks.reliability.fuzzing.changing import (
    HOSTILE,
    LARGEST,
    json_value,
    lines,
    nested,
    pieces,
    words,
    worse,
)
from benchmarks.reliability.fuzzing.loop import attempt
from benchmarks.reliability.fuzzing.target import Input, Target
from ingestion.json_records import drafts_of_document


def _falls(given: Input) -> Hashable:
    if b"\0" in given.data:
        raise KeyError("a parser that cannot read this")
    return len(given.data) > 10


def _hangs(given: Input) -> Hashable:
    while True:
        pass


def test_a_fault_is_told_with_its_place() -> None:
    target = Target("mine", "bytes", _falls)
    assert attempt(target, Input(b"good"))[:2] == (False, None)
    _, fault, told, _ = attempt(target, Input(b"a\0b"))
    assert fault is not None
    assert fault.kind == "KeyError"
    assert "a parser that cannot read this" in told


def test_an_endless_parser_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "HANG", 0.1)
    _, fault, _, took = attempt(Target("mine", "bytes", _hangs), Input(b""))
    assert fault is not None
    assert fault.kind == "HangError"
    assert took < 5


def test_each_reading_of_an_input_has_the_whole_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "HANG", 0.2)
    assert attempt(Target("mine", "bytes", _reads_twice), Input(b""))[1] is not None
    assert attempt(Target("mine", "bytes", _reads_twice, times=2), Input(b""))[1] is None


def _reads_twice(given: Input) -> Hashable:
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    return None


def test_what_is_made_is_bounded_and_the_same_for_the_same_chance() -> None:
    changes = (json_value, nested, pieces(lines, HOSTILE), pieces(words, HOSTILE))
    made = [worse(b'{"a": [1, {"b": "c d"}]}\n', Random(n), [b"<p>x</p>"], changes, ()) for n in range(300)]
    again = [worse(b'{"a": [1, {"b": "c d"}]}\n', Random(n), [b"<p>x</p>"], changes, ()) for n in range(300)]
    assert made == again
    assert all(len(one) <= LARGEST for one in made)
    assert len(set(made)) > 200
    # Each is read to its end by a parser that has to take whatever comes.
    for one in made[:50]:
        assert list(drafts_of_document(one.decode("utf-8", "replace"), "made"))


@pytest.mark.slow
def test_a_target_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    tried = fuzzed("settings", 4.0, tmp_path, seed=1)
    assert tried.executions > 0
    assert tried.faults == set()
