"""What a sentence may cite: a quotation and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from retrieval.answer import Citation


@dataclass(frozen=True, slots=True)
class Cited:
    """A piece of evidence.

    Args:
        text: the exact span of the article.
        title: of the article.
        outlet: that carried it.
        published: the day the article is from.
        speaker: who says it, where the article tells.
        said_on: the day it was said.
        days: that it names and that only the article's own date makes days.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    published: date | None = None
    speaker: str | None = None
    said_on: date | None = None
    days: tuple[date, ...] = ()

    @property
    def around(self) -> str:
        """Everything that stands beside the text and may be repeated with it."""
        return "\n".join(part for part in (self.title, self.outlet, self.speaker) if part)

    @property
    def whole(self) -> str:
        """The text, and what stands beside it."""
        return f"{self.text}\n{self.around}"


def cited(citation: Citation) -> Cited:
    """What a citation lets a sentence say."""
    return Cited(
        text=citation.quote,
        title=citation.title,
        outlet=citation.outlet,
        published=citation.published.date() if citation.published else None,
        speaker=citation.speaker,
        said_on=citation.said_on,
        days=tuple(mention.day for mention in citation.days),
    )
