"""What went before a question, as the rules for follow-ups look at it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from retrieval.focus import Discourse, Focus, people_in
from retrieval.phrases import stems

if TYPE_CHECKING:
    from retrieval.answer import Answer, Citation


class Standing(NamedTuple):
    """A question made to stand alone.

    Args:
        text: the question to ask.
        why: what was read into it, in words; empty where nothing was.
    """

    text: str
    why: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything was read into it."""
        return bool(self.why)


class Earlier:
    """The turns before a question.

    Args:
        turns: at least one, oldest first: the question as it stood alone, and its answer if there is one.
    """

    def __init__(self, turns: Sequence[tuple[str, Answer | None]]) -> None:
        self.turns = turns

    @property
    def question(self) -> str:
        """The last question."""
        return self.turns[-1][0]

    @property
    def answer(self) -> Answer | None:
        """The last answer."""
        return self.turns[-1][1]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What the last answer cites."""
        return self.answer.citations if self.answer else ()

    @cached_property
    def discourse(self) -> Discourse:
        """What the conversation has been about."""
        discourse = Discourse()
        for question, _ in self.turns:
            discourse.take(question)
        return discourse

    def topic(self, *, plural: bool | None = None) -> Focus | None:
        """What it is about; see `Discourse.about`."""
        return self.discourse.about(plural=plural)

    @property
    def theme(self) -> Focus | None:
        """What it was about at first, which things that belong to nothing nearer belong to."""
        return self.discourse.theme

    @cached_property
    def told(self) -> frozenset[str] | None:
        """The words of what the last answers quoted, as `stems` has them; None where nothing was answered."""
        cited = [c for _, answer in self.turns[-3:] if answer for c in answer.citations]
        return frozenset(s for c in cited for s in stems(f"{c.title or ''} {c.quote}")) if cited else None

    @cached_property
    def outlets(self) -> dict[str, str]:
        """The outlets whose articles answered, by their names in lower case without an article."""
        named = [s.outlet for _, answer in self.turns if answer for s in answer.sources if s.outlet]
        named += [also for _, answer in self.turns if answer for s in answer.sources for also in s.also]
        return {name.lower().removeprefix("the "): name for name in named}

    def person(self) -> str | None:
        """Whom "he" or "she" means.

        A name in the last question whose words were cited before, else the
        speaker of the first quotation, else the last name in a question.
        """
        speakers = [c.speaker for _, answer in self.turns if answer for c in answer.citations if c.speaker]
        known = {stem for speaker in speakers for stem in stems(speaker)[-1:]}
        named = people_in(self.question)
        for name in named:
            if stems(name)[-1] in known:
                return name
        first = next((c.speaker for c in self.citations if c.speaker), None)
        if first:
            return first
        people = named or self.discourse.people
        return people[0] if named else people[-1] if people else None
