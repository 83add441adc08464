"""The gate's questions, each with the citations it must get, and what an answer lacks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from retrieval.answer import Answer, Citation, Conflict, ConflictKind
from retrieval.article import Kind
from retrieval.asking.understood import Days, Understood

Category = Literal["said", "date", "outlet", "comparison", "conflict", "kind", "fact", "declined"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Expected(_Strict):
    """A citation of the article at `url` whose quotation holds `holds`; the rest where it is stated.

    `speaker` and `to` are parts of the names as written. `days` are words of the
    quotation, each with the day that it must be said to mean.
    """

    url: str
    holds: str
    speaker: str | None = None
    to: str | None = None
    said_on: date | None = None
    kind: Kind | None = None
    origin: str | None = None
    days: dict[str, date] = {}
    value: str | None = None

    def lacks(self, cited: Citation) -> str | None:
        """What the citation lacks of it; None where it is this."""
        if cited.url != self.url or self.holds not in cited.quote:
            return f"not “{self.holds}” of {self.url}"
        for name in ("speaker", "to", "said_on", "kind", "origin"):
            expected, found = getattr(self, name), getattr(cited, name)
            if expected is not None and str(expected) not in str(found):
                return f"{name} {found}, not {expected}"
        told = {(word, one.day) for word in self.days for one in cited.days if word in one.text}
        return None if told == set(self.days.items()) else f"days {cited.days}, not {self.days}"


class ExpectedDays(_Strict):
    """Days that must be read in the question; an end that is not stated may be any."""

    start: date | None = None
    end: date | None = None

    def are(self, read: Days) -> bool:
        return all(getattr(read, name) == getattr(self, name) for name in self.model_fields_set)


class ExpectedUnderstanding(_Strict):
    """What must be read in the question; a field that is not stated may be anything."""

    days: tuple[ExpectedDays, ...] | None = None
    outlets: frozenset[str] | None = None
    unheld: frozenset[str] | None = None

    def lacks(self, read: Understood) -> Iterator[str]:
        """What was read otherwise."""
        for name in ("outlets", "unheld"):
            expected, found = getattr(self, name), frozenset(getattr(read, name))
            if expected is not None and expected != found:
                yield f"{name} read as {sorted(found)}, not {sorted(expected)}"
        if self.days is not None and (
            len(self.days) != len(read.days)
            or not all(one.are(other) for one, other in zip(self.days, read.days, strict=True))
        ):
            yield f"days read as {read.days}, not {self.days}"


class ExpectedConflict(_Strict):
    """Two accounts that differ, which the answer must set against each other and cite."""

    kind: ConflictKind
    sides: tuple[Expected, Expected]

    def is_shown(self, conflict: Conflict) -> bool:
        return conflict.kind == self.kind and all(
            any(
                side.url == one.url and one.holds in side.quote and (one.value or "") in side.value
                for side in conflict.sides
            )
            for one in self.sides
        )


class Question(_Strict):
    """A question and all that its answer must be.

    Args:
        first: the first citation is one of these; other words of one fact are alternatives.
        cites: each of these is cited; a list in it has alternatives.
        none_of: parts of addresses and of quotations; no citation has any.
        conflict: accounts that must be shown to differ; None, where stated, if none may be.
        declined: it is not answered; `says` is part of what is said instead.
    """

    category: Category
    question: str
    as_of: date | None
    first: tuple[Expected, ...] = ()
    cites: tuple[Expected | tuple[Expected, ...], ...] = ()
    none_of: tuple[str, ...] = ()
    understood: ExpectedUnderstanding = ExpectedUnderstanding()
    conflict: ExpectedConflict | None = None
    declined: bool = False
    says: str = ""

    @property
    def id(self) -> str:
        """Its words, as a test is named."""
        day = f"-as-of-{self.as_of}" if self.as_of else ""
        return self.category + "-" + "-".join(re.findall(r"[\w’']+", self.question.lower())) + day

    def expected(self) -> list[Expected]:
        """Every citation that it names."""
        cites = [one for group in self.cites for one in _alternatives(group)]
        return [*self.first, *cites, *(self.conflict.sides if self.conflict else ())]

    def faults(self, answer: Answer) -> list[str]:
        """What is wrong with an answer to it, each in a few words."""
        found = [*self.understood.lacks(answer.understood)]
        if self.says not in answer.text:
            found.append(f"does not say “{self.says}”")
        if self.declined:
            return [*found, *(["is answered"] if answer.kind != "abstained" else [])]
        if answer.kind == "abstained":
            return [*found, "is declined"]
        return [
            *found,
            *self._missing(answer.citations),
            *self._cited_wrongly(answer),
            *self._differing(answer),
        ]

    def _missing(self, cited: Sequence[Citation]) -> Iterator[str]:
        if self.first and all(one.lacks(cited[0]) for one in self.first):
            yield f"first: {_told(self.first, cited[:1])}"
        for group in (*self.cites, *(self.conflict.sides if self.conflict else ())):
            if all(one.lacks(citation) for one in _alternatives(group) for citation in cited):
                yield f"cited nowhere: {_told(_alternatives(group), cited)}"

    def _cited_wrongly(self, answer: Answer) -> Iterator[str]:
        for part in self.none_of:
            if any(part in (cited.url or "") or part in cited.quote for cited in answer.citations):
                yield f"cites {part}"

    def _differing(self, answer: Answer) -> Iterator[str]:
        if "conflict" not in self.model_fields_set:
            return
        if self.conflict is None:
            yield from (f"accounts shown to differ: {one}" for one in answer.conflicts)
        elif not any(self.conflict.is_shown(one) for one in answer.conflicts):
            yield f"accounts not shown to differ, but {answer.conflicts}"


def _alternatives(group: Expected | tuple[Expected, ...]) -> tuple[Expected, ...]:
    return group if isinstance(group, tuple) else (group,)


def _told(wanted: Sequence[Expected], cited: Sequence[Citation]) -> str:
    """What lacks least: of the right words what is told wrongly, else the words."""
    lacks = [lack for one in wanted for citation in cited if (lack := one.lacks(citation))]
    return min(lacks, key=lambda lack: lack.startswith("not “"))


def gate_questions() -> list[Question]:
    """Every question of the gate, in the order of its file."""
    text = Path(__file__).with_name("gate_questions.json").read_text(encoding="utf-8")
    return TypeAdapter(list[Question]).validate_json(text)
