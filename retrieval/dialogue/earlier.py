"""What went before a question, as the rules for follow-ups look at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from retrieval.dialogue.focus import Discourse, Focus, people_in
from retrieval.dialogue.phrases import stems

if TYPE_CHECKING:
    from retrieval.answer import Answer, Citation


_QUOTED = re.compile(r"(?<=\bsaid )“[^”]*”")


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
        read: gives the text of an article cited.
    """

    def __init__(
        self, turns: Sequence[tuple[str, Answer | None]], read: Callable[[Citation], str] | None = None
    ) -> None:
        self.turns = turns
        self._read = read

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
        """What the last answer cites, or the one before it if that one cites nothing."""
        cited = (answer.citations for _, answer in reversed(self.turns[-2:]) if answer)
        return next(filter(None, cited), ())

    @cached_property
    def discourse(self) -> Discourse:
        """What the conversation has been about."""
        discourse = Discourse()
        for question, _ in self.turns:
            # What somebody said is not what the question is about.
            discourse.take(_QUOTED.sub("", question))
        return discourse

    def topic(self, *, plural: bool | None = None) -> Focus | None:
        """What it is about; see `Discourse.about`."""
        return self.discourse.about(plural=plural)

    @cached_property
    def theme(self) -> Focus | None:
        """What it was about at first, if the last articles cited still speak of it; else what it is about."""
        theme, told = self.discourse.theme, self._words_cited(1)
        if theme is not None and told is not None and not set(stems(theme.text)) <= told:
            return self.topic()
        return theme

    @cached_property
    def told(self) -> frozenset[str] | None:
        """The words of what the last answers cited, as `stems` has them; None where nothing was answered."""
        return self._words_cited(3)

    def _words_cited(self, last: int) -> frozenset[str] | None:
        cited = [c for _, answer in self.turns[-last:] if answer for c in answer.citations]
        texts = {f"{c.title or ''} {c.quote}" for c in cited}
        if self._read is not None:
            texts |= {self._read(first) for first in {c.article_id: c for c in cited}.values()}
        return frozenset(stem for text in texts for stem in stems(text)) if cited else None

    @cached_property
    def outlets(self) -> dict[str, str]:
        """The outlets whose articles answered, by their names in lower case without an article."""
        named = [s.outlet for _, answer in self.turns if answer for s in answer.sources if s.outlet]
        named += [also for _, answer in self.turns if answer for s in answer.sources for also in s.also]
        return {name.lower().removeprefix("the "): name for name in named}

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The last names of those whose words were cited, as `stems` has them."""
        cited = (c for _, answer in self.turns if answer for c in answer.citations)
        return frozenset(stem for c in cited if c.speaker for stem in stems(c.speaker)[-1:])

    def people(self) -> list[str]:
        """The people named in the last question."""
        return people_in(self.question)

    def person(self) -> str | None:
        """Whom "he" or "she" means.

        A name in the last question whose words were cited before, else the
        speaker of the first quotation, else the last name in a question.
        """
        named = [name for name in people_in(self.question) if f" of {name}" not in self.question]
        for name in named:
            if stems(name)[-1] in self.speakers:
                return name
        first = next((c.speaker for c in self.citations if c.speaker), None)
        if first:
            return first
        if named or self.answer is None:
            return next(iter(named or self.discourse.people[-1:]), None)
        # The answer tells of somebody whose name cannot be told from a place's.
        return None
