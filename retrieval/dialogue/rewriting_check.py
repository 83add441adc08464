"""Whether a model's rewriting of a follow-up may be used: one question, of the conversation's own words.

A model that errs, or does what an article tells it, is not believed: the
rewriting keeps what was asked, and every other word that carries meaning has
been asked or answered before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from retrieval.asking.irregular_verbs import other_forms
from retrieval.dialogue.phrases import bare, is_name, stem, tokens
from retrieval.dialogue.question_words import ASKING, AUXILIARIES, FUNCTION, PREPOSITIONS
from retrieval.dialogue.whole import points_back
from retrieval.drafting.plain_sentence import not_plain
from retrieval.terms import terms

if TYPE_CHECKING:
    from retrieval.answer import Answer

LONGEST = 300
"""Code points of the longest rewriting used."""

MOST_FROM_ANSWERS = 6
"""Words taken from answers alone: a name and a thing, not a sentence that an article would have asked."""

_NUMBER = re.compile(r"\d(?:[\d.,:/-]*\d)?")
_SENTENCES = re.compile(r"[?!]\s*\S|\w{4,}\.\s+\S")
_PUNCTUATION = re.compile(r"[,;:?!()“”\"]")
_NEGATIONS = {"no", "not", "never", "nobody", "nothing", "none", "neither", "nor", "without", "cannot"}
_NOT = re.compile(r"n[’']t$")
# Asks for the last question again, whatever its question word was.
_WHAT_ABOUT = re.compile(r"\b(?:what|how)\s+about\b", re.IGNORECASE)


def fault(rewritten: str, question: str, turns: Sequence[tuple[str, Answer | None]]) -> str | None:
    """Why a rewriting cannot be used; None where it can.

    Args:
        rewritten: by the model, on one line.
        question: as put.
        turns: those told to the model: each question as it stood alone, and its answer if any.
    """
    asked = [question, *(earlier for earlier, _ in turns)]
    told = [text for _, answer in turns if answer for text in _texts(answer)]
    return (
        _shape(rewritten, question)
        or _lost(rewritten, question)
        or _strayed(rewritten, question, asked)
        or _turned(rewritten, question, asked)
        or _from_nowhere(rewritten, [*asked, *told])
        or _from_answers(rewritten, asked, told)
    )


def _texts(answer: Answer) -> Iterator[str]:
    for cited in answer.citations:
        yield from filter(None, (cited.quote, cited.title, cited.outlet, cited.speaker))
    if answer.citations:
        yield answer.text


def _shape(rewritten: str, question: str) -> str | None:
    """It is one question, in words alone."""
    if "\n" in rewritten or not rewritten.strip() or len(rewritten) > LONGEST:
        return "it is not one line of a question's length"
    if (why := not_plain(rewritten)) is not None:
        return why
    if _SENTENCES.search(rewritten):
        return "it is more than one sentence"
    words = _bare(rewritten)
    if rewritten.endswith("?"):
        asks = ASKING | AUXILIARIES | PREPOSITIONS
        return None if words[:1] and (words[0] in asks or set(words) & ASKING) else "it asks nothing"
    # "Tell me more about it" stays a request.
    return (
        None
        if not question.rstrip().endswith("?") and words[:1] == _bare(question)[:1]
        else "it asks nothing"
    )


def _lost(rewritten: str, question: str) -> str | None:
    """What was asked is still in it."""
    kept, words = set(_stems(rewritten)), tokens(question)
    if any(stem(word[0]) not in kept for word in words if is_name(word[0])):
        return "it leaves out a name or a number"
    if not _WHAT_ABOUT.search(question) and (ASKING & set(_bare(question))) - set(_bare(rewritten)):
        return "it asks with another question word"
    content = [word[0] for word in words if bare(word[0]) not in FUNCTION]
    held = _with_forms([rewritten])
    missing = [word for word in content if not set(terms(word)) <= held]
    return "it leaves out what was asked" if 2 * len(missing) > len(content) else None


def _strayed(rewritten: str, question: str, asked: Sequence[str]) -> str | None:
    """What only completes an earlier question ("why?", "and Biden?") is still about what one of them was."""
    own = [token[0] for token in tokens(question) if bare(token[0]) not in FUNCTION]
    if len(asked) < 2 or points_back(question) or not all(map(is_name, own)):
        return None
    held = _with_forms([rewritten])
    earlier = [set(_content(one)) for one in asked[1:]]
    about_one = any(content and 2 * len(content & held) >= len(content) for content in earlier)
    return None if about_one else "it leaves what was asked before"


def _turned(rewritten: str, question: str, asked: Iterable[str]) -> str | None:
    """It denies nothing that was not denied, and the other way round."""
    denies = _negated(rewritten)
    if _negated(question) and not denies:
        return "it leaves out a negation"
    return "it brings in a negation" if denies and not any(map(_negated, asked)) else None


def _from_nowhere(rewritten: str, texts: Sequence[str]) -> str | None:
    """Every number, name and word that carries meaning is in these texts."""
    numbers = {number for text in texts for number in _NUMBER.findall(text)}
    if set(_NUMBER.findall(rewritten)) - numbers:
        return "it brings in a number"
    known, exact = _with_forms(texts), {word for text in texts for word in _stems(text)}
    for at, token in enumerate(tokens(rewritten)):
        word = token[0]
        named = at > 0 and word[:1].isupper() and word != "I"
        if named and stem(word) not in exact:
            return "it brings in a name"
        if bare(word) not in FUNCTION and not set(terms(word)) <= known:
            return "it brings in a word"
    return None


def _from_answers(rewritten: str, asked: Sequence[str], told: Sequence[str]) -> str | None:
    """Few of its words were only answered, and they stand together as they do there."""
    ours = _with_forms(asked)
    sources = [f" {' '.join(_stems(text))} " for text in told]
    runs = list(_runs(rewritten, ours))
    if any(not any(f" {' '.join(run)} " in source for source in sources) for run in runs):
        return "it puts words of the answers together anew"
    taken = sum(map(len, runs))
    return "it takes too much from the answers" if taken > MOST_FROM_ANSWERS else None


def _runs(rewritten: str, ours: frozenset[str]) -> Iterator[list[str]]:
    """The words that nobody asked with, those that stand side by side together."""
    for part in _PUNCTUATION.split(rewritten):
        words = [token[0] for token in tokens(part)]
        for others, run in groupby(
            words, lambda word: bare(word) not in FUNCTION and not set(terms(word)) <= ours
        ):
            if others:
                yield [stem(word) for word in run]


def _with_forms(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts as terms, with all the forms of their irregular verbs."""
    found = {term for text in texts for term in terms(text)}
    return frozenset(found | set(other_forms(found)))


def _content(text: str) -> Iterator[str]:
    for token in tokens(text):
        if bare(token[0]) not in FUNCTION:
            yield from terms(bare(token[0]))


def _bare(text: str) -> list[str]:
    return [bare(token[0]) for token in tokens(text)]


def _stems(text: str) -> list[str]:
    return [stem(token[0]) for token in tokens(text)]


def _negated(text: str) -> bool:
    return any(word in _NEGATIONS or _NOT.search(word) for word in _bare(text))
