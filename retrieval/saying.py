"""Finds, in one sentence, who is said to say it: a name beside a verb of saying, outside quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from retrieval.names import NAME, is_name

# These have other uses: "continued its work", "asked for a promise".
_WEAK = (
    r"(?:accepted|asked|asks|continued|emphasi[sz]ed|joked|maintained|quipped|recalled|repeated|replied|responded)"
    r"(?=\s+that\b|\s*[,:“\"]|\s*[.!]?\s*$)"
)
VERB = (
    r"(?:said|says|told|tells|added|adds|warned|warns|demanded|demands|announced|announces|argued|argues"
    r"|stressed|insisted|insists|acknowledged|acknowledges|explained|explains|noted|notes|wrote|writes"
    r"|tweeted|claimed|claims|confirmed|denied|called for|calls for|reiterated|stated|urged|urges|pledged"
    r"|vowed|predicted|suggested|suggests|estimated|declared|complained|concluded|testified|conceded"
    rf"|admitted|asserted|{_WEAK})"
)
# Verbs that stand before their speaker; "told" and "urged" stand before the one spoken to.
_INVERTED = (
    r"(?:said|says|added|adds|wrote|writes|explained|explains|noted|notes|argued|argues|tweeted|recalled)"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_ADVERB = r"(?:also|then|later|once|again|had|has|earlier|recently|repeatedly|[a-z]+ly)"
# "Lavrov, 71,", "Ms Gül, the mayor, who lives there,"; what begins with a capital may be another name.
_APPOSITION = r",\s(?=[a-z\d]|Democrat|Republican)[^,“”\"]{2,120}"
_DASHED = r"\s[—–]\s[^—–“”\"]{2,120}\s[—–]"
_ASIDE = rf"(?:\s+\([^()]{{1,30}}\))?(?:(?:{_APPOSITION}){{1,2}},|{_DASHED})?"
_SUBJECT = re.compile(
    rf"(?<![\w’'-])(?P<name>{NAME}|[Hh]e\b|[Ss]he\b)"
    rf"(?P<aside>{_ASIDE}|(?<=\w),)(?:\s+(?:on\s+)?{_DAY})?(?:\s+{_ADVERB}){{0,3}}\s+(?P<verb>{VERB})\b(?!-)"
)
# "said the foreign minister, …", "said Democratic pollster Stan Greenberg"
_LOW = r"(?!(?:that|on|in|at|to|as|it|they|there|a|an|for|of|from|with|by|he|she|was|is)\b)[a-z][a-z-]*\s+"
_ROLE = rf"(?:the\s+)?(?:(?:[A-Z][\w-]*\s+){{0,2}}{_LOW}(?:{_LOW}){{0,3}})?"
_AFTER = re.compile(
    rf"(?:,|[”\"]|''|’)\s*(?P<verb>{_INVERTED})\s+"
    rf"(?P<role>{_ROLE})(?P<name>{NAME}|he\b|she\b)(?=[,.;:)]|\s+(?:in|on|at|of|during|after|from|with|who|{_DAY})\b|\s*$)"
)
_ACCORDING = re.compile(rf"\b(?P<verb>[Aa]ccording to)\s+{_ROLE}(?:the\s+)?(?P<name>{NAME})")
# ", Lavrov said." or ", Lavrov told RIA Novosti on Friday.": what stands before it is what he said.
_TAIL = re.compile(
    rf"(?:\s+(?:{NAME}|reporters|journalists))?"
    rf"(?:\s+(?:on|in|at|during|to|after|by|last|this|late|early|{_DAY})\b[^,“”\"]{{0,60}})?\s*[.!]?[”\"]?\s*$"
)
# What a name must not come after: it is then no subject, or that of a clause that tells when or why.
_BOUND = re.compile(
    r"(?:about|against|at|behind|between|by|for|from|in|like|near|of|on|over|than|through|to|under|via|with"
    r"|after|although|as|because|before|how|if|once|since|that|though|unless|until|what|when|where|whether"
    r"|which|while|who|whom|why|are|could|did|do|does|had|has|have|is|was|were|will|would)"
)
_PLACE = re.compile(r"\b[A-Z][\w-]+,$")
_JOINING = frozenset({"and", "or", "but", "&"})


class Saying(NamedTuple):
    """A name or pronoun beside a verb of saying, with the place of the name and of the verb."""

    name: str
    name_start: int
    start: int
    end: int

    @property
    def pronoun(self) -> bool:
        """Whether somebody named before is meant."""
        return self.name.lower() in ("he", "she")


def saying(sentence: str) -> Saying | None:
    """Who says a sentence, as far as it tells.

    Args:
        sentence: with what stands within quotation marks blanked.
    """
    if sentence.rstrip(" ”\"’'").endswith("?"):
        return None
    inverted = next(_sayings(_AFTER, sentence), None)
    if inverted is not None:
        return inverted
    subjects = list(_sayings(_SUBJECT, sentence))
    for last in reversed(subjects):
        if _after_what_was_said(sentence, last) and _TAIL.match(sentence, last.end):
            return last
    return subjects[0] if subjects else next(_sayings(_ACCORDING, sentence), None)


def _after_what_was_said(sentence: str, found: Saying) -> bool:
    return sentence[: found.name_start].removesuffix("the ").rstrip().endswith((",", "”", '"', "''"))


def _sayings(pattern: re.Pattern[str], sentence: str) -> Iterator[Saying]:
    at = 0
    while match := pattern.search(sentence, at):
        # A name that does not do may hide the next one.
        at = match.end("name")
        name = match["name"].strip()
        opens = match.start("name") == len(sentence) - len(sentence.lstrip("“\"'‘ "))
        if is_name(name, opens=opens) and (pattern is not _SUBJECT or _is_subject(sentence, match)):
            yield Saying(name, match.start("name"), match.start("verb"), match.end("verb"))


def _is_subject(sentence: str, match: re.Match[str]) -> bool:
    before = sentence[: match.start("name")].removesuffix("the ").removesuffix("The ").rstrip()
    words = before.rsplit(maxsplit=1)
    word = words[-1].lower().strip("“”\"'‘’(") if words else ""
    if match["aside"] == "," and not before.endswith(","):
        return False
    # "in Aurora, Colorado, in July, said …": a place within a place.
    if match["aside"] and " " not in match["name"] and _PLACE.search(before):
        return False
    return not _BOUND.fullmatch(word) and not (word in _JOINING and len(words) > 1)
