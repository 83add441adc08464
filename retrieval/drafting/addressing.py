"""Sentences of an article that speak to whoever reads it by machine, and tell nothing that happened."""

from __future__ import annotations

import re
import unicodedata

_TO_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget) (?:\w+ ){0,3}(?:above|all|any|instructions?|previous|prior|rules?)\b"
    r"|\b(?:previous|prior|earlier|system|hidden) (?:instructions?|prompts?)\b"
    r"|\b(?:assistants?|chat ?bots?|language models?|llms?|ais?)\b[^.]{0,60}"
    r"\b(?:must|should|shall|write|say|tell)\b"
    r"|^\W*(?:please )?(?:say|write|print|output|repeat|answer|reply|respond|attribute|pretend|decode|obey)\b"
    r"|(?:[,;:]|\band)\s(?:say|write|answer|reply|respond|print) (?:only|that|exactly|nothing but)\b"
    r"|^\W*(?:system|assistant|user|human)\s*:"
    r"|<\|?/?(?:im_|system|inst|s>|eot)|\[/?inst\]|<<sys>>",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"\b(?:said|told|says|asked|wrote|reported|according)\b", re.IGNORECASE)


def speaks_to_a_model(text: str) -> bool:
    """Whether a sentence orders whoever reads it to say something.

    It is meant for sentences that may be left out: a report of what somebody told an assistant is none.

    Args:
        text: a sentence of an article.
    """
    plain = unicodedata.normalize("NFKC", text)
    return _TO_A_MODEL.search(plain) is not None and _REPORTS.search(plain) is None
