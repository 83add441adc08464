"""What the checks of a sentence found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FailureKind = Literal[
    "marker", "quotation", "figure", "day", "name", "speaker", "negation", "addition", "meaning"
]


@dataclass(frozen=True, slots=True)
class Failure:
    """Something in a sentence that its evidence does not bear out.

    Args:
        kind: which check it failed.
        words: the words at fault, as written.
        reason: one short sentence that tells whoever wrote it what is wrong.
    """

    kind: FailureKind
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown.

    Args:
        failures: empty where it may.
    """

    failures: tuple[Failure, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.failures
