"""What is asked, under which limit, and what each must be answered."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from benchmarks.reliability.readers.mills import OUTLETS, name_of, outlet_of
from bot.desk import Newsdesk
from retrieval.answer import Answer
from retrieval.asking.within import Within

MILLS = 60
TITLES = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer as given to whoever asked alone.

    Args:
        text: as it is put.
        within: its limit.
        answer: every field of its answer.
    """

    text: str
    within: Within | None
    answer: dict[str, Any] = field(hash=False)

    def wrong(self, answer: Answer) -> str | None:
        """What is wrong with another answer to it, in words."""
        told = {one.outlet or "" for one in answer.citations} | {one.outlet or "" for one in answer.sources}
        if answer.nearest and answer.nearest.outlet:
            told.add(answer.nearest.outlet)
        if self.within and not told <= set(self.within.outlets):
            return f"tells of {sorted(told)} under a limit to {self.within.outlets}: {self.text}"
        other = answer.model_dump()
        differing = [name for name in other if other[name] != self.answer[name]]
        return f"another {', '.join(differing)}: {self.text}" if differing else None


def questions(desk: Newsdesk) -> list[Asked]:
    """Every question under every limit, each asked alone."""
    mills = range(0, MILLS, 5)
    titles = [article.title for article in desk.articles() if article.title and "mill" not in article.title]
    texts = [f"How many people does the {name_of(mill)} mill employ?" for mill in mills]
    texts += [f"What is known of this: {title}?" for title in titles[:TITLES]]
    texts += [f"What does the {outlet_of(mill)} say about the {name_of(mill)} mill?" for mill in mills]
    held = sorted({a.outlet for a in desk.articles() if a.outlet})
    limits = [None, *(Within(outlets=(outlet,)) for outlet in (*OUTLETS, *held[:4]))]
    turns = itertools.cycle(limits)
    pairs = [(text, limit) for text in texts for limit in (None, next(turns), next(turns))]
    return [
        Asked(text, limit, desk.ask(text, within=limit).model_dump()) for text, limit in dict.fromkeys(pairs)
    ]
