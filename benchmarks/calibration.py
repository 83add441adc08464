"""How far a stated confidence can be believed: shares answered rightly, bin by bin."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BINS = 5


class Bin(NamedTuple):
    """Questions of about one confidence: how many, the mean stated, and the share that was right."""

    questions: int
    stated: float
    right: float


def reliability(stated: NDArray[np.float64], right: NDArray[np.bool_], bins: int = BINS) -> list[Bin]:
    """The reliability table: confidences in bins of equal width, empty ones left out.

    Args:
        stated: confidences from 0 to 1, shape (questions,).
        right: whether each was so, the same shape.
        bins: how many bins the range is cut into.
    """
    place = np.minimum((stated * bins).astype(int), bins - 1)
    return [
        Bin(int(here.sum()), float(stated[here].mean()), float(right[here].mean()))
        for n in range(bins)
        if (here := place == n).any()
    ]


def calibration_error(stated: NDArray[np.float64], right: NDArray[np.bool_], bins: int = BINS) -> float:
    """Expected calibration error (Naeini et al., 2015): the mean gap of a bin, weighted by its questions."""
    table = reliability(stated, right, bins)
    return sum(one.questions * abs(one.stated - one.right) for one in table) / max(1, len(stated))
