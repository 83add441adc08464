"""Copies made of an article as sites make them: cut, retitled, thinned, spun, wrapped."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from benchmarks.synonyms import SWAPS

_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
_WORD = re.compile(r"[A-Za-z]+(?:[’'][a-z]+)?")
_SAID = re.compile(r"([“\"][^”\"\n]{20,}[”\"]),? ([A-Z][\w .’'-]{2,40}?) (?:said|told reporters)\b\.?")
_CONTRACTED = {"n’t": " not", "n't": " not", "’re": " are", "'re": " are", "’ll": " will", "'ll": " will"}

_BEFORE = (
    "Welcome to our world desk. You are reading the morning edition, brought to you by our partners.",
    "Our newsroom checks every report it carries. Tell us if something looks wrong to you.",
    "This report is part of our rolling coverage; older reports are in the archive.",
)
_AFTER = (
    "What do you make of it? Our readers discuss the news of the day in the forum each evening at eight.",
    "The Lakeside Tribune has been printed in this town since 1911 and belongs to its readers.",
    "Tomorrow in the paper: how to prune an apple tree, and the winners of our photograph contest.",
    "Our office in Market Street is open on weekdays from nine to five.",
)

Alteration = Callable[[str, str, random.Random], tuple[str, str]]
"""Title, text and a source of chance; back come the copy's title and text."""


def retitled(title: str, text: str, chance: random.Random) -> tuple[str, str]:
    """The same text under a headline made of the beginning of its second paragraph."""
    paragraphs = [paragraph for paragraph in text.split("\n\n") if len(paragraph.split()) > 12] or [text]
    return " ".join(paragraphs[:2][-1].split()[: chance.randint(7, 12)]), text


def truncated(title: str, text: str, chance: random.Random) -> tuple[str, str]:
    """The first 30 to 70 percent of its sentences."""
    sentences = _sentences(text)
    return title, _joined(sentences[: max(3, round(len(sentences) * chance.uniform(0.3, 0.7)))])


def thinned(title: str, text: str, chance: random.Random) -> tuple[str, str]:
    """Without a quarter to two fifths of its sentences, here and there."""
    share = chance.uniform(0.25, 0.4)
    kept = [sentence for sentence in _sentences(text) if chance.random() > share]
    return title, _joined(kept or _sentences(text))


def swapped(title: str, text: str, chance: random.Random) -> tuple[str, str]:
    """With every word that the table knows replaced by another for it."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        choices = SWAPS.get(word.lower())
        if choices is None:
            return word
        new = chance.choice(choices)
        return new[0].upper() + new[1:] if word[0].isupper() else new

    return _WORD.sub(other, title), _WORD.sub(other, text)


def paraphrased(title: str, text: str, chance: random.Random) -> tuple[str, str]:
    """Spun by rule: speakers first, contractions written out, clauses turned, words swapped."""
    for short, long in _CONTRACTED.items():
        text = text.replace(short, long)
    text = _SAID.sub(lambda m: f"{m[2]} put it this way: {m[1]}", text)
    turned = [_turned(sentence, chance) for sentence in _sentences(text)]
    return swapped(title, _joined(turned), chance)


def wrapped(title: str, text: str, chance: random.Random) -> tuple[str, str]:
    """With a site's own lines before and after it."""
    before = chance.sample(_BEFORE, chance.randint(1, 2))
    after = chance.sample(_AFTER, chance.randint(1, 3))
    return title, "\n\n".join([*before, text, *after])


def _chained(*steps: Alteration) -> Alteration:
    def all_of_them(title: str, text: str, chance: random.Random) -> tuple[str, str]:
        for step in steps:
            title, text = step(title, text, chance)
        return title, text

    return all_of_them


ALTERATIONS: dict[str, Alteration] = {
    "headline changed": retitled,
    "truncated": truncated,
    "sentences dropped": thinned,
    "words swapped": swapped,
    "paraphrased": paraphrased,
    "boilerplate around": wrapped,
    "truncated, swapped": _chained(truncated, swapped),
    "dropped, retitled, boilerplate": _chained(thinned, retitled, wrapped),
    "truncated, paraphrased, retitled, boilerplate": _chained(truncated, paraphrased, retitled, wrapped),
}


def _turned(sentence: str, chance: random.Random) -> str:
    """A sentence of two clauses with the second one first, half of the time."""
    head, comma, tail = sentence.rstrip(".").partition(", ")
    if comma and "“" not in sentence and '"' not in sentence and tail[:1].islower() and chance.random() < 0.5:
        return f"{tail[0].upper()}{tail[1:]}, {head}."
    return sentence


def _sentences(text: str) -> list[str]:
    """Sentences in order; each paragraph's last one keeps its blank line."""
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        parts = [part for part in _SENTENCE.split(paragraph) if part.strip()]
        if parts:
            found += [*parts[:-1], parts[-1] + "\n\n"]
    return found


def _joined(sentences: list[str]) -> str:
    return re.sub(r"\n\n ", "\n\n", " ".join(sentences)).strip()
