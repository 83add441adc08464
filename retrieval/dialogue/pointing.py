"""Reads what points at an answer: "tell me more about the second one", "who said that?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.dialogue.earlier import Earlier, Standing

if TYPE_CHECKING:
    from retrieval.answer import Citation

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WHICH = re.compile(
    rf"(?:the )?(?P<word>{'|'.join(_ORDINALS)}|last)"
    r"(?: (?:one|source|article|quote|quotation|citation|story|report|point|answer))?"
    r"|(?:number |source |no\. ?|quote |citation |article )?\[?(?P<number>\d{1,2})\]?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:please |and |so |ok,? |can you |could you )*"
    r"(?:tell me|show me|give me|i want|say|what|explain|and)?\s*)"
    r"(?:(?:some )?more|else|details?)?\s*(?:about|on|of|from|is|was|does|did)?\s*",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(
    r"(?:and |so |but )*(?P<who>who (?:exactly )?"
    r"|which (?:outlet|newspaper|paper|source|publication|site|article)s? "
    r"|what (?:outlet|newspaper|paper|source|publication) |where was )"
    r"(?:said|says|told|reported|reports|wrote|writes|claimed|claims|published|carried|carries|is|was|did)?"
    r"\s*(?:saying|say|reporting|reported|published|written)?\s*"
    r"(?:that|this|it|so)(?: first| from)?\s*[?.!]*",
    re.IGNORECASE,
)
_FURTHER = re.compile(
    r"(?:(?:please |and |so |ok,? |can you |could you )*(?:tell|show|give) me )?"
    r"(?:some )?(?:more|more details?|details)"
    r"(?: about (?:that|it|this))?(?:,? please)?\s*[?.!]*|(?:go on|continue)\s*[?.!]*",
    re.IGNORECASE,
)
_LONGEST_QUOTE = 160


def pointed(question: str, earlier: Earlier) -> Standing | None:
    """The question with what it points at put in; None where it points at nothing that was answered."""
    said = _WHO_SAID.fullmatch(question)
    if not earlier.citations:
        # Nothing was quoted, so "that" is nothing: better asked as it is than of the topic.
        return Standing(question) if said else None
    if said:
        first = earlier.citations[0]
        asked = said["who"].strip().lower()
        if asked.startswith("who"):
            return Standing(f"Who said “{_shortened(first.quote)}”?", "“that” is the first quotation")
        matter = _shortened(first.title or first.quote)
        return Standing(f"Which outlet reported “{matter}”?", "“that” is the first quotation")
    if _FURTHER.fullmatch(question):
        return _more_about(earlier.citations[0], "the first quotation")
    return _one_of_them(question, earlier.citations)


def _one_of_them(question: str, citations: tuple[Citation, ...]) -> Standing | None:
    body = question.rstrip(" ?.!")
    for match in _WHICH.finditer(body):
        if match.end() != len(body) or not _MORE.fullmatch(body, 0, match.start()):
            continue
        if match["word"] and body == match["word"]:
            continue
        cited = _cited(match, citations)
        if cited is None:
            return None
        return _more_about(cited, f"“{match[0]}” is [{cited.ordinal}]")
    return None


def _more_about(cited: Citation, why: str) -> Standing:
    return Standing(f"Tell me more about “{_shortened(cited.title or cited.quote)}”.", why)


def _cited(match: re.Match[str], citations: tuple[Citation, ...]) -> Citation | None:
    if match["word"]:
        word = match["word"].lower()
        number = len(citations) if word == "last" else _ORDINALS.index(word) + 1
    else:
        number = int(match["number"])
    return next((c for c in citations if c.ordinal == number), None)


def _shortened(quote: str) -> str:
    """The beginning of a quotation, whole words, without quotation marks of its own."""
    plain = " ".join(re.sub(r"[“”\"«»„]", "", quote).split())
    if len(plain) <= _LONGEST_QUOTE:
        return plain.rstrip(" .?!,")
    return plain[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(" .?!,") + "…"
