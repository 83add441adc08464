"""Names in a question as the library spells them: Lavrow and Лавров for Lavrov, every Zelensky for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from retrieval.people.person import person_key, same_person
from retrieval.people.words_asked import words_asked
from retrieval.terms import terms

NamesOf = Callable[[str], Sequence[str]]
"""Gives the names that the library has under a `person_key`, the most frequent first."""

_FOREIGN = re.compile(r"[^\W\d_A-Za-zÀ-ɏ]{3,}")


class Respelled(NamedTuple):
    """A question with its names as the library has them.

    Args:
        text: the question.
        spellings: for terms of other spellings of these names, the term that the question now has.
    """

    text: str
    spellings: dict[str, str]


def respelled(question: str, names_of: NamesOf) -> Respelled:
    """Spell the people whose words a question asks for, or asks to be told, as the library does.

    Of others only names in another alphabet are spelled anew: an English word may look like a name.
    """
    asked = words_asked(question)
    written = [*(asked.people if asked else ()), *([asked.to] if asked and asked.to[:1].isupper() else [])]
    if asked and not asked.people and not asked.role:
        # "what did lavrov say": a name without its capital is known by who speaks in the library.
        written += [word for word in asked.who.split() if len(word) > 2 and names_of(person_key(word))]
    written += [name for name in _FOREIGN.findall(question) if name not in " ".join(written)]
    spellings: dict[str, str] = {}
    for name in written:
        held = [one for one in names_of(person_key(name)) if same_person(one, name)]
        last = name.split()[-1]
        known = list(dict.fromkeys(one.split()[-1] for one in held))
        if not known:
            continue
        stands = next((one for one in known if one.casefold() == last.casefold()), known[0])
        question = re.sub(rf"(?<!\w){re.escape(last)}(?!\w)", stands, question)
        kept = terms(stands)[-1]
        spellings |= {terms(one)[-1]: kept for one in known if terms(one)[-1] != kept}
    return Respelled(question, spellings)
