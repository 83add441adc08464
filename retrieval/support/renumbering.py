"""Markers numbered by first appearance, when some of what was written is not shown."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answer import Citation
from retrieval.support.markers import MARKER


def renumbered(
    sentences: Sequence[str], citations: Sequence[Citation]
) -> tuple[tuple[str, ...], tuple[Citation, ...]]:
    """The sentences and what they cite, both numbered from 1 in the order of first appearance.

    Args:
        sentences: that are shown, in order.
        citations: what could be cited, by its ordinals of now.

    Returns:
        The sentences, without markers that lead nowhere; and the citations that are cited, no others.
    """
    by_ordinal = {citation.ordinal: citation for citation in citations}
    order: dict[int, int] = {}
    for sentence in sentences:
        for found in MARKER.findall(sentence):
            if int(found) in by_ordinal:
                order.setdefault(int(found), len(order) + 1)
    shown = tuple(
        MARKER.sub(lambda match: f"[{order[int(match[1])]}]" if int(match[1]) in order else "", sentence)
        for sentence in sentences
    )
    cited = (by_ordinal[old].model_copy(update={"ordinal": new}) for old, new in order.items())
    return shown, tuple(cited)
