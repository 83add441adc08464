"""What a sentence may cite: a quotation and what is known of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from retrieval.answer import Citation
from retrieval.wording import day_in_words

_WORD = re.compile(r"[^\W\d_][\w’'-]*")


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

    def beside(self, text: str) -> str:
        """What may be taken from beside the quotation: outlet, speaker, and such names of the headline.

        The headline often tells of something else than the sentence quoted, so nothing else of it counts.

        Args:
            text: what cites it, whose capitals tell what is a name.
        """
        headline = set(_WORD.findall(self.title or ""))
        names = (word for word in _WORD.findall(text) if word[0].isupper() and word in headline)
        return "\n".join((*(part for part in (self.outlet, self.speaker) if part), *names))

    @property
    def whole(self) -> str:
        """The text, and what stands beside it."""
        return f"{self.text}\n{self.around}"

    @property
    def told(self) -> str:
        """The text after who says it, when, where and under which headline; for a model that reads."""
        day = self.said_on or self.published
        who = (self.speaker, day_in_words(day) if day else None, self.outlet)
        heads = (", ".join(part for part in who if part), self.title)
        return "".join(f"{head}. " for head in heads if head) + self.text


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
