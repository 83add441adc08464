"""Whom a speaker's words mean: a name, a role, a pronoun, a body."""

from __future__ import annotations

import re

from ingestion.attribution.cast import Cast
from ingestion.attribution.roles import ROLES
from retrieval.people.names import NAME, is_body, is_name, listed

REACH = 500
"""Code points that a pronoun is looked back from, beyond its own sentence."""

OPENING = 25
"""Code points into a sentence within which a name is its subject."""

LONGEST = 90
"""Code points of the longest name looked for."""

_BODIES = listed(
    """ministry government court company party campaign council agency department embassy bank union
    commission committee parliament army navy military hospital university school club newspaper paper
    magazine hall office administration airline regulator charity federation association city county state
    institute group network broadcaster firm panel assembly senate house kremlin palace vatican mission
    delegation"""
)
_HE = frozenset({"he", "his", "him"})
_SHE = frozenset({"she", "her"})
_HEAD = re.compile(r"\s+(?:of|for|from|in|at|with|on|near|behind|to|against|about|by)\s+")
_GENITIVE = re.compile(r"[’'](?:s\s|\s)\s*")
_NAME_AT_END = re.compile(rf"(?:^|(?<=[\s(“\"'‘-]))({NAME})$")
_APPOSED = re.compile(rf",\s+({NAME})(?=[,.;]|\s*$)")
_TITLE_OF = re.compile(
    r"(?:[A-Z][a-z]+ )*(?:Secretary|Minister|Director|Chief|Speaker|President|Governor) of \w+ "
)
_SEVERAL = re.compile(r"\s(?:and|or|&)\s")


class Referents:
    """Resolves speakers, in the order of the text.

    Args:
        text: the article's.
        cast: who is who in it.
    """

    def __init__(self, text: str, cast: Cast) -> None:
        self._text = text
        self._cast = cast
        self._last: tuple[int, str] | None = None
        self._last_said: tuple[int, str] | None = None

    def resolve(self, span: tuple[int, int], sentence: int, certain: str = "yes") -> str | None:
        """The fullest name of whom a span means; None where it names nobody, or nobody for certain.

        Args:
            span: the speaker's words.
            sentence: where their sentence begins.
            certain: how sure it is that they are the speaker's: "yes"; "known" if somebody known; "no".
        """
        if certain == "no":
            return None
        written = self._text[span[0] : span[1]]
        low = written.lower()
        if low in _HE or low in _SHE:
            name = self._pronoun("m" if low in _HE else "f", span[0], sentence)
        elif low in ("it", "its"):
            name = self._body_before(span[0])
        elif low in ("who", "which"):
            name = self._antecedent(span[0], sentence)
        else:
            name = self._phrase(written, span)
        if name is None or (certain == "known" and not self._known(name)):
            return None
        self._last = (span[0], name)
        if self._may_be_person(name):
            self._last_said = self._last
        return name

    def _may_be_person(self, name: str) -> bool:
        """Whether "he" or "she" may mean it: no body, and no country that is said to say something."""
        if self._cast.is_person(name):
            return True
        return not is_body(name.split()) and not name.startswith("the ") and " " in name

    def _known(self, name: str) -> bool:
        return self._cast.is_person(name) or is_body(name.split())

    def _phrase(self, written: str, span: tuple[int, int]) -> str | None:
        written = re.sub(r"[’']s?$", "", written)
        head = _HEAD.split(written, maxsplit=1)[0]
        whole = _name_at_end(written)
        if whole is not None and _is_whole(written, whole, head):
            return _as_named(written, whole)
        titled = whole is not None and whole == written.removeprefix("the ") and _TITLE_OF.match(whole)
        if whole is not None and titled and not is_body(whole.split()):
            # "Secretary of State Ada Quill": the title has its own "of".
            return self._cast.full(whole.split())
        if _SEVERAL.search(head):
            return None
        head = _GENITIVE.split(head)[-1]
        name = _name_at_end(head)
        if name is None:
            return self._noun(head, span)
        if is_body(name.split()):
            return _as_named(head, name)
        long = any(len(word.strip(".")) > 1 for word in name.split())
        return self._cast.full(name.split()) if long and is_name(name, opens=False) else None

    def _noun(self, head: str, span: tuple[int, int]) -> str | None:
        """Whom "the minister" or "the town hall" means."""
        words = head.lower().split()
        if words[-1:] and words[-1] in ROLES:
            apposed = _APPOSED.match(self._text, span[1], span[1] + LONGEST)
            if apposed is not None:
                return self._cast.full(apposed[1].split())
        if len(words) < 2 or words[0] not in ("the", "this"):
            return None
        if words[-1] in ROLES:
            return self._cast.roles.holder(words[1:], span[0])
        return "the " + head.split(maxsplit=1)[1] if words[-1] in _BODIES else None

    def _pronoun(self, gender: str, at: int, sentence: int) -> str | None:
        """The one person it can mean: of this sentence, else the last speaker, else of the text before."""
        last = self._last_person(gender)
        near = self._cast.people_between(sentence, at, gender)
        names = {m.name for m in near}
        if len(names) > 1:
            return None
        if near:
            opens = near[0].start - sentence <= OPENING
            return near[0].name if last is None or opens or last[1] in names else None
        if last is not None and sentence - last[0] <= REACH:
            between = {m.name for m in self._cast.people_between(last[0], sentence, gender)}
            return last[1] if between <= {last[1]} else None
        before = {m.name for m in self._cast.people_between(max(0, sentence - REACH), sentence, gender)}
        return before.pop() if len(before) == 1 else None

    def _last_person(self, gender: str) -> tuple[int, str] | None:
        said = self._last_said
        return said if said is not None and self._cast.can_be(said[1], gender) else None

    def _body_before(self, at: int) -> str | None:
        if self._last is None or at - self._last[0] > REACH:
            return None
        return self._last[1] if is_body(self._last[1].split()) else None

    def _antecedent(self, at: int, sentence: int) -> str | None:
        before = self._text[max(sentence, at - LONGEST) : at].rstrip().removesuffix(",").rstrip()
        name = _name_at_end(before)
        return self._cast.full(name.split()) if name is not None else None


def _is_whole(written: str, name: str, head: str) -> bool:
    """Whether a phrase is the name of a body: "the Bank of England", not "Ada Quill of the Bank"."""
    if not is_body(name.split()) or name != re.sub(r"^[Tt]he\s", "", written):
        return False
    first = re.sub(r"^[Tt]he\s", "", head).split()
    return head == written or len(first) < 2 or is_body(first)


def _name_at_end(written: str) -> str | None:
    match = _NAME_AT_END.search(written[-LONGEST:])
    return match[1] if match else None


def _as_named(written: str, name: str) -> str:
    """A body as named; "The Post" keeps its article, which is part of it."""
    article = written.removesuffix(name).strip().lower()
    return f"The {name}" if article == "the" and " " not in name else name
