"""A message checked against the news: for each claim what speaks for it, what against it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.showing.wording import count
from bot.slack.blocks import closing
from bot.slack.blocks.decline_message import searched_in_words
from bot.slack.blocks.fitting import TEXT, cut, grouped, messages
from bot.slack.blocks.mrkdwn import escaped, plain_line
from bot.slack.blocks.quoting import LINE, quoted, shortened
from bot.slack.blocks.rich_text import linked, rich_text, section, words
from retrieval.wording import labelled_outlet, lead_in, published_in_words

if TYPE_CHECKING:
    from bot.slack.blocks.decline_message import Searched
    from bot.slack.blocks.message import Block, Message
    from retrieval.accounts.claim_check import ClaimCheck
    from retrieval.answer import Citation

CLAIM = 500
"""Of a claim as it is shown."""


def verdict(check: ClaimCheck) -> str:
    """What was found, in words."""
    if check.supporting and check.opposing:
        return "Accounts differ"
    if check.supporting:
        return "Borne out"
    return "Contradicted" if check.opposing else "Nothing found"


def check_message(
    checks: Sequence[ClaimCheck], key: str, searched: Searched | None = None, *, claims: int | None = None
) -> list[Message]:
    """The report on a message.

    Args:
        checks: in the order in which the claims stand in the message.
        key: of the check; at most 255 characters.
        searched: what the library holds.
        claims: how many the message makes; as many as were checked if None.
    """
    left = (len(checks) if claims is None else claims) - len(checks)
    if not checks:
        said = TOO_SLOW if left else NO_CLAIM
        return messages([rich_text([section(words(said))])], escaped(said))
    elements = [element for n, check in enumerate(checks) for element in _claim(check, after=n > 0)]
    silent = any(verdict(check) == "Nothing found" for check in checks)
    lines = [
        f"{count(left, 'more claim')} of the message {'was' if left == 1 else 'were'} not checked."
        if left
        else "",
        _SILENT if silent else "",
        searched_in_words(searched),
    ]
    blocks = [
        *(rich_text(run) for run in grouped(elements)),
        *closing.small_print(filter(None, lines)),
        closing.feedback(key),
    ]
    return messages(blocks, escaped(cut(_summary(checks), TEXT, escaped)))


NO_CLAIM = (
    "I found no claim in that message that could be checked. "
    "I check whole sentences that state something: not questions, links, pictures or a few words."
)
TOO_SLOW = "Checking that message took too long. Try again in a minute."
_SILENT = "“Nothing found” says only that these articles are silent, not that the claim is wrong."


def _summary(checks: Sequence[ClaimCheck]) -> str:
    told = "\n".join(f"{verdict(check)}: “{cut(plain_line(check.claim), CLAIM)}”" for check in checks)
    return f"{count(len(checks), 'claim')} checked against the news\n{told}"


def _claim(checked: ClaimCheck, *, after: bool) -> Iterator[Block]:
    claim = cut(plain_line(checked.claim), CLAIM)
    gap = [words("\n")] if after else []
    yield section(*gap, words(f"{verdict(checked)}: ", bold=True), words(f"“{claim}”"))
    for heading, evidence in (("For", checked.supporting), ("Against", checked.opposing)):
        for one in evidence:
            yield section(words(f"{heading}: "), *_lead(one))
            yield from quoted(one.quote)


def _lead(evidence: Citation) -> Iterator[Block]:
    told = (
        lead_in(evidence)
        if evidence.speaker
        else f"{labelled_outlet(evidence)}, {published_in_words(evidence)}"
    )
    yield words(cut(plain_line(told), LINE))
    yield words(", ")
    yield linked(evidence.url, shortened(evidence.title or "") or "untitled")
