"""What in a question points back, and whether it needs nothing of what went before, beyond doubt."""

from __future__ import annotations

import re

from retrieval.dialogue.focus import focus
from retrieval.dialogue.phrases import bare, is_name, phrases, tokens
from retrieval.dialogue.question_words import ASKING, AUXILIARIES

_POINTS_BACK = re.compile(
    r"\b(?:it|its|itself|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|here"
    r"|ones?|else|others?|another|same|such|so|then|too|also|former|latter|instead|again)\b",
    re.IGNORECASE,
)
_REQUESTS = {"tell", "describe", "explain", "show", "give", "list", "compare"}


def points_back(question: str) -> bool:
    """Whether a word in it may stand for something said before."""
    return bool(_POINTS_BACK.search(question))


def is_whole(question: str) -> bool:
    """Whether it asks in a clause of its own about something it names, and nothing in it points back.

    Args:
        question: that no rule for follow-ups changes.
    """
    words = [bare(word[0]) for word in tokens(question)]
    if not words or words[0] not in ASKING | AUXILIARIES | _REQUESTS or points_back(question):
        return False
    about = focus(question)
    named = any(is_name(word[0]) for p in phrases(question) if p.start for word in tokens(p.text))
    return named or (about is not None and about.introduced)
