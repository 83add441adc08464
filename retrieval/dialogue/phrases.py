"""Cuts a question into its noun phrases, by where nouns and verbs can stand in an English question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.dialogue.question_words import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    FUNCTION,
    HAVE,
    PARTICIPLES,
    PREPOSITIONS,
    QUALITIES,
    RANKS,
    RELATIONAL,
    VERBS,
)

_TOKEN = re.compile(r"\w[\w’'\-/.&]*\w|\w")
_POSSESSIVE = re.compile(r"[’'](?:s|re|ve|d|ll)?$")
_LINKS = {"of", "and", "the", "de", "for", "&"}
_ADVERB = re.compile(r"[a-z]{3,}ly$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words of a question: ``question[start:end] == text``."""

    text: str
    start: int
    end: int

    @property
    def named(self) -> bool:
        """Whether it holds a name, as far as capitals tell."""
        return any(is_name(word[0]) for word in tokens(self.text))

    @property
    def head(self) -> str:
        """Its last word, as `stem` has it: what kind of thing it is."""
        return stem(tokens(self.text)[-1][0])


def tokens(text: str) -> list[re.Match[str]]:
    """The words of a text and where they stand."""
    return list(_TOKEN.finditer(text))


def bare(word: str) -> str:
    """In lower case, without a possessive ending."""
    return _POSSESSIVE.sub("", word.lower())


def stem(word: str) -> str:
    """The singular, in lower case, as far as spelling tells."""
    word = bare(word)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "zes", "ches", "shes")) and len(word) > 4:
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def stems(text: str) -> list[str]:
    """The words that carry meaning, as `stem` has them, in order."""
    return [stem(word[0]) for word in tokens(text) if bare(word[0]) not in FUNCTION]


def is_possessive(word: str) -> bool:
    """Whether it ends as a possessive does: "Biden’s", "sharks’"."""
    return bool(_POSSESSIVE.search(word))


def is_name(word: str) -> bool:
    """Whether a word is written as a name: with a capital, or with a figure as in "529 plan"."""
    return (word[:1].isupper() or word[:1].isdigit()) and bare(word) not in FUNCTION


def is_relational(phrase: str) -> bool:
    """Whether it leaves open of what: "the main symptoms", but not "the Beirut talks"."""
    found = tokens(phrase)
    return bool(found) and stem(found[-1][0]) in RELATIONAL and not any(is_name(w[0]) for w in found)


def phrases(question: str) -> list[Phrase]:
    """The noun phrases, in order.

    A word is a verb only where one can stand: after "do" or a modal, after
    "to", or where no auxiliary is about; after "be" and "have" only
    participles are. Names are nouns everywhere.
    """
    found = tokens(question)
    verbs = _verbs(found)
    runs: list[list[re.Match[str]]] = [[]]
    for at, token in enumerate(found):
        if runs[-1] and question[runs[-1][-1].end() : token.start()].strip(" &"):
            runs.append([])
        if _belongs(found, at, verbs, bool(runs[-1])):
            runs[-1].append(token)
        elif runs[-1]:
            runs.append([])
    trimmed = (_trimmed(_owner(run)) for run in runs)
    return [_phrase(question, run) for run in trimmed if run]


def _phrase(question: str, run: list[re.Match[str]]) -> Phrase:
    start, last = run[0].start(), run[-1]
    end = last.end() - (len(last[0]) - len(_POSSESSIVE.sub("", last[0])))
    return Phrase(question[start:end], start, end)


def _belongs(found: list[re.Match[str]], at: int, verbs: set[int], begun: bool) -> bool:
    word = found[at][0]
    if begun and bare(word) in _LINKS and is_name(found[at - 1][0]):
        following = [w[0] for w in found[at + 1 : at + 3]]
        return any(is_name(w) for w in following[:1]) or (
            len(following) == 2 and bare(following[0]) in _LINKS and is_name(following[1])
        )
    if begun and bare(word) == "people":
        return True
    return bare(word) not in FUNCTION and at not in verbs


def _verbs(found: list[re.Match[str]]) -> set[int]:
    words = [bare(token[0]) for token in found]
    seen = set[int]()
    for at, word in enumerate(words):
        if is_name(found[at][0]) and at > 0:
            continue
        before = words[:at]
        if (
            (_is_participle(word) and (_closest(before) in BE | HAVE or not _attributive(words, at)))
            or (
                word.endswith("ing")
                and before
                and (
                    before[-1] in BE or at - 1 in seen or _is_gerund(words, at) or _is_progressive(words, at)
                )
            )
            or (_is_verb(word) and _may_be_verb(words, at))
        ):
            seen.add(at)
    return seen | set(_unlisted_verb(found, words, seen))


def _unlisted_verb(found: list[re.Match[str]], words: list[str], seen: set[int]) -> Iterator[int]:
    """After "do" there is a verb, listed or not: where none is listed, the word after a name."""
    do = next((at for at, word in enumerate(words) if word in {"do", "does", "did"}), None)
    if do is None or any(at > do for at in seen):
        return
    for at in range(do + 2, len(words)):
        if is_name(found[at - 1][0]) and not is_name(found[at][0]) and words[at] not in FUNCTION:
            yield at
            return


def _is_verb(word: str) -> bool:
    return word in VERBS or stem(word) in VERBS


def _is_participle(word: str) -> bool:
    return word in PARTICIPLES or (word.endswith("ed") and len(word) > 4)


def _is_gerund(words: list[str], at: int) -> bool:
    """A verb with its object, as in "of consuming energy drinks"."""
    return (
        words[at - 1] in PREPOSITIONS - {"about"}
        and at + 1 < len(words)
        and words[at + 1] not in PREPOSITIONS
        and bool(_roots(words[at]) & VERBS)
    )


def _is_progressive(words: list[str], at: int) -> bool:
    """A verb after its subject, as in "is Tesla building factories?"."""
    return _closest(words[:at]) in BE and words[at - 1] not in FUNCTION and bool(_roots(words[at]) & VERBS)


def _roots(word: str) -> set[str]:
    root = word.removesuffix("ing")
    return {root, root + "e", root[:-1]}


def _attributive(words: list[str], at: int) -> bool:
    """Whether a participle stands before a noun, as in "the drowned town"."""
    return at > 0 and words[at - 1] in DETERMINERS and at + 1 < len(words) and words[at + 1] not in FUNCTION


def _closest(before: Iterable[str]) -> str:
    """The last auxiliary so far."""
    return next((word for word in reversed(list(before)) if word in AUXILIARIES), "")


def _may_be_verb(words: list[str], at: int) -> bool:
    before = words[:at]
    # "Did the dock strike begin?" has one verb, the last.
    if words[at] != "help" and any(w in VERBS and w not in RELATIONAL for w in words[at + 1 : at + 2]):
        return False
    if before and (before[-1] in DETERMINERS or before[-1] in PREPOSITIONS - {"to"}):
        return False
    if before and before[-1] == "to":
        return True
    auxiliary = _closest(before)
    if auxiliary:
        return auxiliary in DO
    return not any(word in AUXILIARIES for word in words[at + 1 :])


def _owner(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Of "Netflix’s subscriber growth" Netflix alone: growth is always of something."""
    if run and stem(run[-1][0]) in RELATIONAL:
        for at, token in enumerate(run[:-1]):
            if is_possessive(token[0]):
                return run[: at + 1]
    return run


def _trimmed(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without what only tells what the thing is like, and without links left over at the end."""
    while run and _tells_nothing(run[0][0], last=len(run) == 1):
        run = run[1:]
    while run and (
        bare(run[-1][0]) in FUNCTION - {"people"}
        or _tells_nothing(run[-1][0], last=True)
        or _is_adverb(run[-1][0])
    ):
        run = run[:-1]
    return run


def _tells_nothing(word: str, *, last: bool) -> bool:
    """At the end an adjective is a predicate; before a noun only those of rank and worth tell nothing."""
    return not is_name(word) and bare(word) in (QUALITIES if last else RANKS)


def _is_adverb(word: str) -> bool:
    return bool(_ADVERB.fullmatch(word))
