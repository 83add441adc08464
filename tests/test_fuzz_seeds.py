"""Every input that the fuzzing begins with or once fell over is read as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reliability.fuzzing.loop import HANG, attempt
from benchmarks.reliability.fuzzing.target import SEEDS, Input
from benchmarks.reliability.fuzzing.targets import NAMES, target

SEED_FILES = sorted(str(path.relative_to(SEEDS)) for path in SEEDS.glob("*/*"))


def test_every_target_has_seeds() -> None:
    assert {path.split("/")[0] for path in SEED_FILES} == set(NAMES)


@pytest.mark.parametrize("file", SEED_FILES)
def test_a_seed_is_read_as_promised(file: str) -> None:
    path = SEEDS / file
    given = Input(path.read_bytes(), "".join(Path(file).suffixes[-2:]))
    _, fault, told, took = attempt(target(path.parent.name), given)
    assert fault is None, told
    assert took < HANG
