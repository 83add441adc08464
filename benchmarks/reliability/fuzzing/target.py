"""The one shape of a target: bytes go in, what came of them comes out, and any exception is a fault."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.data import ROOT

SEEDS = ROOT / "tests" / "fuzz_seeds"

Change = Callable[[bytes, Random], bytes]
"""Makes a worse input of one."""


class Input(NamedTuple):
    """What a target is given.

    Args:
        data: the bytes.
        suffix: the end of the file's name, which tells some targets how they are to be read.
    """

    data: bytes
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """One parser, or several that read the same kind of thing.

    Args:
        name: of the target and of its folder of seeds.
        reads: what it reads, in a few words for the table.
        run: gives an input to the parser and checks what comes out. It returns something that is the same
            for inputs that went the same way; it raises where a promise is broken.
        changes: what makes a worse input of a seed, besides what does so to any bytes.
        tokens: words that mean something to the parser.
        times: how often `run` reads an input. Each reading may take as long as any.
    """

    name: str
    reads: str
    run: Callable[[Input], Hashable]
    changes: Sequence[Change] = ()
    tokens: Sequence[bytes] = ()
    times: int = 1

    @property
    def folder(self) -> Path:
        """Where its seeds are."""
        return SEEDS / self.name

    def seeds(self) -> list[Input]:
        """Its seeds, in the order of their names."""
        return [
            Input(path.read_bytes(), "".join(path.suffixes[-2:])) for path in sorted(self.folder.iterdir())
        ]
