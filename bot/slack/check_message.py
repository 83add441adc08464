"""A message checked against the news: for each claim what speaks for it, what against it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.slack import closing
from bot.slack.decline_message import searched_in_words
from bot.slack.fitting import TEXT, cut, grouped, messages
from bot.slack.mrkdwn import escaped, plain_line
from bot.slack.quoting import LINE, quoted, shortened
from bot.slack.rich_text import linked, rich_text, section, words
from bot.wording import count
from retrieval.wording import labelled_outlet, lead_in, published_in_words

if TYPE_CHECKING:
    from bot.slack.decline_message import Searched
    from bot.slack.message import Block, Message
    from retrieval.answer import Citation, Side

    Evidence = Citation | Side

CLAIM = 500
"""Of a claim as it is shown."""


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim, and what the articles say to it.

    Args:
        claim: as written.
        supporting: quotations that bear it out.
        opposing: quotations that contradict it.
    """

    claim: str
    supporting: tuple[Evidence, ...] = ()
    opposing: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> str:
        """What was found, in words."""
        if self.supporting and self.opposing:
            return "Accounts differ"
        if self.supporting:
            return "Borne out"
        return "Contradicted" if self.opposing else "Nothing found"


def check_message(
    claims: Sequence[CheckedClaim], key: str, searched: Searched | None = None
) -> list[Message]:
    """The report on a message.

    Args:
        claims: in the order in which they stand in the message; none if it makes none.
        key: of the check; at most 255 characters.
        searched: what the library holds.
    """
    elements = [element for n, claim in enumerate(claims) for element in _claim(claim, after=n > 0)]
    if not claims:
        elements = [section(words("I found no claim in that message that could be checked."))]
    told = searched_in_words(searched)
    blocks = [
        *(rich_text(run) for run in grouped(elements)),
        *closing.small_print(filter(None, [told, _NOTE if claims else ""])),
        closing.feedback(key),
    ]
    return messages(blocks, escaped(cut(_summary(claims), TEXT, escaped)))


_NOTE = "“Nothing found” says only that these articles are silent, not that the claim is wrong."


def _summary(claims: Sequence[CheckedClaim]) -> str:
    told = "\n".join(f"{claim.verdict}: “{cut(plain_line(claim.claim), CLAIM)}”" for claim in claims)
    return f"{count(len(claims), 'claim')} checked against the news\n{told}"


def _claim(checked: CheckedClaim, *, after: bool) -> Iterator[Block]:
    claim = cut(plain_line(checked.claim), CLAIM)
    gap = [words("\n")] if after else []
    yield section(*gap, words(f"{checked.verdict}: ", bold=True), words(f"“{claim}”"))
    for heading, evidence in (("For", checked.supporting), ("Against", checked.opposing)):
        for one in evidence:
            yield section(words(f"{heading}: "), *_lead(one))
            yield from quoted(one.quote)


def _lead(evidence: Evidence) -> Iterator[Block]:
    speaking = getattr(evidence, "speaker", None) is not None
    told = lead_in(evidence) if speaking else f"{labelled_outlet(evidence)}, {published_in_words(evidence)}"  # type: ignore[arg-type]
    yield words(cut(plain_line(told), LINE))
    yield words(", ")
    yield linked(evidence.url, shortened(evidence.title or "") or "untitled")
