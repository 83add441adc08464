"""Whether a sentence tells of a day that is past or one to come, by the verb that governs it."""

from __future__ import annotations

import re
from enum import Enum

from retrieval.days.said_on import BESIDE


class Tense(Enum):
    """What a day named in a sentence is to its writer."""

    PAST = "past"
    AHEAD = "ahead"
    UNCLEAR = "unclear"


_PLAN = r"(?:due|set|scheduled|slated|expected|planned|likely|poised|going|supposed)"
_AHEAD = (
    rf"\b(?:will|shall|won[’']t)\b|[’']ll\b|\b(?:is|are)\s+(?:also\s+|now\s+)?(?:{_PLAN}\s+(?:to|for|on)\b|to\s+[a-z]+)"
    r"|\bwould(?!\s+have)\b|\b(?:plans?|expects?|hopes?|intends?|aims?|prepares?)\s+(?:to|for)\b"
    r"|,\s(?:due|scheduled|set|slated|planned)\s+(?:for|to|on)\b"
    r"|\b(?:begins?|starts?|opens?|resumes?|expires?|(?:takes?|come)s?\s+(?:place|effect)|kicks?\s+off|(?:is|are)\s+held)\b"
)
# What was due, or may be, or was agreed to be done then, may have been or not.
_UNCLEAR = (
    rf"\b(?:was|were|had|been)\s+(?:also\s+)?(?:{_PLAN}\b|to\s+[a-z]+)|\b(?:may|might|could|can|should|must|would\s+have)\b"
    rf"|\b(?:{_PLAN}|announced|proposed|agreed|promised|threatened|vowed|called|demanded|requested|ordered|wants?|invited"
    r"|urged|asked|decided|warned|hoped|pledged|approved|booked|awaited|predicted|forecast|moved|postponed|delayed|urges?)\b"
    r"|\bto\s+(?!the\b|his\b|her\b|its\b|their\b|a\b|an\b)[a-z]+(?<!day)\b"
)
_SAID = (
    r"\b(?:said|says|told|tells|added|wrote|stated|declared|insisted|claimed|reported"
    r"|confirmed|denied|noted)\b"
)
_IRREGULAR = (
    r"was|were|had|did|met|held|went|came|left|made|took|gave|got|began|fell|rose|won|lost|sent|spoke|saw|struck|shot"
    r"|flew|drove|broke|led|became|found|kept|paid|sold|bought|brought|caught|fought|hit|put|set\s+off|ran|swept|sank|grew"
    r"|built|drew|threw|withdrew|stood|sat|read|swore|tore|burst|quit|cut|shut|split|spread|drank|woke|chose|blew"
)
# "the planned talks" and "hundred" are no verbs.
_NO_NOUN = "".join(rf"(?<!\b{word} )" for word in ("the", "a", "an", "its", "his", "her", "their"))
_PAST = rf"\b(?:{_IRREGULAR})\b|{_NO_NOUN}\b(?!need|speed|hundred|indeed)[a-z]{{2,}}ed\b"
_CUE = re.compile(
    rf"(?P<ahead>{_AHEAD})|(?P<unclear>{_UNCLEAR})|(?P<said>{_SAID})|(?P<past>{_PAST})", re.IGNORECASE
)
SAYING = re.compile(_SAID, re.IGNORECASE)
"""A verb of saying."""

_BESIDE = re.compile(rf"{BESIDE}(?:the\s+)?")
_RIGHT_AFTER = re.compile(
    r"\s*(?:morning|afternoon|evening|night)?\s*(?:,\s)?(?P<verb>will|would|was|were|is|are|had)\b"
)


def tense(sentence: str, start: int, end: int) -> Tense:
    """What a day is to the writer of a sentence.

    Args:
        sentence: with whatever is said by another, or around the quotation that names the day, blanked.
        start: where the day's expression begins in it, "on" left out.
        end: one past its end.
    """
    before = None
    for match in _CUE.finditer(sentence, 0, start):
        before = match
    if before is None:
        following = _CUE.search(sentence, end)
        return _told(following) if following else Tense.UNCLEAR
    if before.lastgroup != "said" or _BESIDE.fullmatch(sentence, before.end(), start):
        return _told(before)
    # "said talks on Monday would": the day is the talks'.
    after = _RIGHT_AFTER.match(sentence, end)
    verb = after["verb"] if after else ""
    return {"will": Tense.AHEAD, "would": Tense.AHEAD, "was": Tense.PAST, "were": Tense.PAST}.get(
        verb, Tense.UNCLEAR
    )


def said_or_ahead(sentence: str, start: int, end: int) -> bool:
    """Whether the day is one on which something was said, or will be; arguments as above."""
    before = None
    for match in _CUE.finditer(sentence, 0, start):
        before = match
    said = before is not None and before.lastgroup == "said"
    beside = before is not None and _BESIDE.fullmatch(sentence, before.end(), start) is not None
    return (said and beside) or tense(sentence, start, end) is Tense.AHEAD


def _told(cue: re.Match[str]) -> Tense:
    return {"ahead": Tense.AHEAD, "unclear": Tense.UNCLEAR}.get(cue.lastgroup or "", Tense.PAST)
