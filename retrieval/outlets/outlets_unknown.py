"""Outlets that neither the library nor the project knows, where a question plainly calls them so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.outlets.outlet_role import reported_by

_MEDIUM = (
    r"(?:Journal|Times|Post|News|Herald|Tribune|Gazette|Chronicle|Magazine|Weekly|Daily|Mail|Telegraph|Observer"
    r"|Courier|Press|Review|Today|Radio|TV|Television|Broadcasting)"
)
_SMALL = r"(?:\s(?:and|for|&))?"
_NAME = rf"[A-Z][\w.’&-]*(?:{_SMALL}\s[A-Z][\w.’&-]*){{1,3}}"
_NOUN = r"(?:articles?|reports?|pieces?|stor(?:y|ies))\b"
# "the 'Harbour Fuse' article", but not "the article 'Harbour Fuse burns'"
_QUOTED = re.compile(
    rf"\b(?:the|an?|both|and|from|by|in)\s[‘“'\"](?P<name>(?:[Tt]he\s)?{_NAME})[’”'\"](?:[’']s)?\s{_NOUN}"
)
_WITH_MEDIUM = re.compile(
    rf"\b(?P<name>(?:The\s)?(?:[A-Z][\w.’&-]*\s){{1,4}}{_MEDIUM}(?:{_SMALL}\s[A-Z0-9][\w.’&-]*){{0,3}})(?P<noun>\s{_NOUN})?"
)
_ABOUT = re.compile(r"\b(?:on|of|at|to)\s(?:the\s)?$")


def unknown_outlets(question: str) -> Iterator[tuple[int, int]]:
    """Spans of names that a question gives to outlets in so many words.

    Args:
        question: as put, the outlets found in it blanked.
    """
    quoted = [match.span("name") for match in _QUOTED.finditer(question)]
    yield from quoted
    for match in _WITH_MEDIUM.finditer(question):
        start, end = match.span("name")
        if any(one[0] < end and start < one[1] for one in quoted):
            continue
        opens = question[:start].rstrip()[-1:] in ("", ".", "?", "!")
        # An article on it may be one about it.
        by = reported_by(question[:start]) and not _ABOUT.search(question, 0, start)
        if by or (match["noun"] and not opens):
            yield start, end
