"""Who a sentence has say or do something is who does it in the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.people.names import NAME, TITLES, is_body
from retrieval.people.person import person_key, same_person
from retrieval.support.cited import Cited
from retrieval.support.places import country
from retrieval.support.quotations import quoted
from retrieval.support.verdict import Failure

_VERB = (
    r"(?:said|says|told|tells|added|adds|warn(?:ed|s)|demand(?:ed|s)|announce[ds]|argue[ds]|stressed|insist(?:ed|s)"
    r"|acknowledged|explained|note[ds]|wrote|claim(?:ed|s)|confirmed|denie[ds]|calls?|called|reiterated|stated"
    r"|urge[ds]|pledged|vowed|predicted|suggested|declared|complained|concluded|testified|conceded|admitted|asserted"
    r"|accepted|asked|asks|informed|described|describes|promised|promises|offered|refused|refuses|rejected|rejects"
    r"|cautioned|spoke|answered|replied|wants|wanted|saw|sees|expressed|voiced|spent|recalled|remarked|dismissed"
    r"|proposed|recommended|headed|led|delivered|won|beat|finished|handed|visited|posted|hoped|found|agreed|repeated)"
)
_ASIDE = r"(?:,[^,;.“”\"]{2,90},|\s+\([^()]{1,40}\)|\s+of\s+[A-Z][\w ]{2,30})?"
_ADVERB = r"(?:\s+(?:also|then|later|once|again|had|has|have|who|personally|further|still|[a-z]+ly))*"
_AGENT = re.compile(rf"(?<![\w’'-])(?P<name>{NAME})(?P<aside>{_ASIDE}){_ADVERB}\s+{_VERB}\b")
_BEGINS = r"(?:^|[,;.]\s+|\b(?:named|called|and|but|that|when|because|while|as)\s+)"
_BESIDE = re.compile(rf"(?:,\s+|[^,.;]{{0,60}}\s+and\s+)(?P<name>{NAME})")
_AFTER = re.compile(
    rf"(?:[,”\"’']\s*(?:said|says|added|adds|wrote|explained|noted|argued)\s+(?:the [a-z -]{{0,40}}?,?\s*)?"
    rf"|\b[Aa]ccording to\s+(?:the\s+|[a-z]+\s+){{0,4}}|\b\w+(?:ed|en|d|n) by\s+(?:the\s+|[a-z]+\s+){{0,3}})"
    rf"(?P<name>{NAME})"
)


def agents(text: str) -> Iterator[str]:
    """The names in a text of those who say or do something in it."""
    blanked = text
    for one in quoted(text):
        blanked = blanked[: one.start] + "¤" * (one.end - one.start) + blanked[one.end :]
    for pattern in (_AGENT, _AFTER):
        for match in pattern.finditer(blanked):
            yield match["name"]
            # "the ambassador in Moscow, John Sullivan, handed", "led by Grushko and Fomin"
            beside = match.groupdict().get("aside") or blanked[match.end("name") : match.end("name") + 80]
            if (other := _BESIDE.match(beside)) is not None:
                yield other["name"]


def speaker_failures(text: str, evidence: Sequence[Cited]) -> list[Failure]:
    """People who say or do something in a part of a sentence and nothing in what it cites.

    Args:
        text: a part of a sentence, without markers.
        evidence: what it cites.
    """
    doers = [
        name for one in evidence for name in (*agents(one.text), *((one.speaker,) if one.speaker else ()))
    ]
    # A country may speak through anybody.
    doers = [name for name in doers if country(name) is None]
    if not doers:
        return []
    return [
        Failure("speaker", name, "In the evidence somebody else says or does this.")
        for name in agents(text)
        if _person(name)
        and not any(same_person(name, other) for other in doers)
        and not _doing(name, evidence)
    ]


def _person(name: str) -> bool:
    words = name.split()
    plain = [word for word in words if word.lower() not in TITLES]
    return (
        bool(plain)
        and not is_body(words)
        and not any(country(word) for word in (name, *plain))
        and not name.isupper()
    )


def _doing(name: str, evidence: Sequence[Cited]) -> bool:
    """Whether the name begins a clause of the evidence, or has something there."""
    last = name.rsplit(maxsplit=1)[-1]
    begins = rf"{_BEGINS}(?:[A-Z][\w.’'-]*\s+){{0,6}}{re.escape(last)}\b"
    return bool(person_key(name)) and any(
        re.search(rf"{begins}(?=\s+[a-z])|\b{re.escape(last)}[’']s?\b", one.text) for one in evidence
    )
