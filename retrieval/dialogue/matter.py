"""Says on what somebody's words are asked for: "what did she say?", about the strike."""

from __future__ import annotations

import re

from retrieval.dialogue.earlier import Earlier, Standing
from retrieval.dialogue.focus import people_in
from retrieval.dialogue.phrases import stems

_NEUTRAL = re.compile(
    r"what (?:else )?(?:did|does|has|had|would) (?P<who>.+?) "
    r"(?:say|said|add|added|think|tell (?:the )?[\w ]{2,30})"
    r"(?: then)?\s*\??",
    re.IGNORECASE,
)


def on_the_matter(standing: Standing, earlier: Earlier) -> Standing:
    """The question with what the conversation is about, where it asks for words on nothing in particular.

    Only of somebody who was spoken of before, or whose name stands in what
    was quoted: a new name is a topic of its own.
    """
    match = _NEUTRAL.fullmatch(standing.text)
    if match is None or not _is_known(match["who"], standing.text, earlier):
        return standing
    person = set(stems(match["who"]))
    for topic in reversed(earlier.discourse.topics):
        words = set(stems(topic.text))
        if not words & person and not words & earlier.speakers:
            text = f"{standing.text.rstrip('? ')} about {topic.text}?"
            return Standing(text, ", ".join(filter(None, (standing.why, f"about {topic.text}"))))
    return standing


def _is_known(who: str, question: str, earlier: Earlier) -> bool:
    last = stems(who)[-1:]
    named = people_in(question)
    if not last or not named:
        return False
    before = {stem for name in earlier.discourse.people for stem in stems(name)[-1:]}
    return bool(set(last) & (before | (earlier.told or frozenset())))
