"""Tells a page that says there is no such article, though its server says that all is well."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.notices import notices

_LONGEST = 12
"""Words of a line that says no more than that."""

_THING = r"(?:page|article|story|content)"
_WANTED = r"(?:(?: that| which)? you(?:['’]re| are| were|['’]ve| have)? \w[\w ]{3,40}?)?"
_END = r"(?=\W*$|\W*[.!…|–—:·(]| -)"
_SAYS = re.compile(
    r"(?:(?:sorry|oops|whoops|uh[ -]?oh)\W{1,3}(?:but )?)?(?:"
    rf"(?:(?:the|this|that|your) )?(?:requested )?{_THING}{_WANTED}(?: (?:was|is|could|can))? ?"
    rf"(?:not|n['’]t|['’]t)(?: be)? found{_END}"
    rf"|(?:the|this|that) {_THING}{_WANTED} (?:is no longer available|no longer exists"
    rf"|(?:does not|doesn['’]t) exist){_END}"
    r"|(?:we )?(?:can(?:not|['’]t)|could(?: not|n['’]t)|(?:were |are )?unable to) find "
    rf"(?:the|that|this|your) {_THING}(?= you\b|{_END})"
    r"|(?:(?:http )?error\W{1,3})?404(?:\W*$| ?[|–—] ?| - |:? (?:error|not found|page)\b)"
    r"|(?:(?:die|diese) )?seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)"
    r"|p[áa]gina n[ãa]?o encontrada|pagina (?:non trovata|niet gevonden))",
    re.IGNORECASE,
)


def says_not_found(title: str, lines: Sequence[str]) -> bool:
    """Whether a page with next to no text says that what was looked for is not there.

    A line that says why, as a retraction does, is news of the article and no such page.

    Args:
        title: of the page.
        lines: its paragraphs.
    """
    if notices("\n".join(lines)):
        return False
    said = (" ".join(line.split()) for line in (title, *lines[:2]))
    return any(_SAYS.match(line) is not None for line in said if len(line.split()) <= _LONGEST)
