"""The markers ``[n]`` of a sentence, and the part of it that each one stands for."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from retrieval.support.verdict import Failure

MARKER = re.compile(r"\[([1-9][0-9]{0,3})\]")
_GROUP = re.compile(r"(?:\s*\[[1-9][0-9]{0,3}\],?)+")
# Shapes that a reader could take for a marker and that lead nowhere.
_FAKE = re.compile(
    r"\[\s*[\^#]?\s*\d[^\[\]]{0,20}\]|\[\^[^\[\]]{0,20}\]|[【〔［〚⟦]\s*\S{0,20}?\s*[】〕］〛⟧]|\(\s*\d{1,3}\s*\)"
    r"|[\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u24ff\u2776-\u2793]|\[(?:source|ref|cite|citation)[^\[\]]{0,20}\]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence and the markers that follow it.

    Args:
        text: without markers.
        ordinals: of the evidence that it cites, each once.
    """

    text: str
    ordinals: tuple[int, ...]


def parts(sentence: str) -> tuple[Part, ...]:
    """A sentence cut after each group of markers; what follows the last group belongs to it."""
    found: list[Part] = []
    at = 0
    for group in _GROUP.finditer(sentence):
        ordinals = tuple(dict.fromkeys(int(n) for n in MARKER.findall(group[0])))
        found.append(Part(sentence[at : group.start()].strip(), ordinals))
        at = group.end()
    rest = sentence[at:].strip(" .,;:!?")
    if found and rest:
        found[-1] = Part(f"{found[-1].text} {rest}".strip(), found[-1].ordinals)
    return tuple(found)


def marker_failures(sentence: str, known: Container[int]) -> list[Failure]:
    """Markers that are missing, that lead nowhere, or that only look like one."""
    failures = [
        Failure("marker", fake[0], "This is no marker; markers look like [1].")
        for fake in _FAKE.finditer(MARKER.sub(" ", sentence))
    ]
    found = MARKER.findall(sentence)
    if not found:
        failures.append(Failure("marker", "", "The sentence cites nothing; end it with a marker like [1]."))
    failures += [
        Failure("marker", f"[{n}]", f"There is no evidence {n}.")
        for n in dict.fromkeys(found)
        if int(n) not in known
    ]
    return failures
