"""Whether an outlet's name in a question is meant as a source: "a Fortune article", not "Fortune 500"."""

from __future__ import annotations

import re
from enum import Enum

from retrieval.days.day_words import MONTH, WEEKDAY
from retrieval.outlets.outlet_names import Outlet


class Role(Enum):
    """What a mention of an outlet's name is meant as."""

    SOURCE = "a source"
    PERHAPS = "a source or a company"
    OTHER = "a company, a word, or a source that is not wanted"


_NOUN = (
    r"(?:articles?|reports?|reporting|reportage|pieces?|stor(?:y|ies)|posts?|coverage|reviews?|interviews?|analys[ie]s"
    r"|columns?|editorials?|headlines?|sources?|publications?|newspapers?|websites?|accounts?|portrayals?|perspectives?)"
)
_VERB = (
    r"(?:report|sa(?:y|id)|wr(?:ite|ote)|not(?:e|ing)|claim|suggest|publish|stat(?:e|ing)|mention|describ(?:e|ing)|discuss"
    r"|argu(?:e|ing)|cover|f(?:ind|ound)|indicat(?:e|ing)|tell|told|call|quot(?:e|ing)|reveal|highlight|detail|feature"
    r"|attribut(?:e|ing)|credit|impl(?:y|ied|ies)|focus|cit(?:e|ing)|portray|present|characteri[sz]e|warn|break|broke)"
    r"(?:s|es|d|ed|ing)?"
)
_PARTICIPLE = (
    r"(?:reported|published|covered|cited|described|noted|mentioned|discussed|written|posted|quoted|featured|highlighted"
    r"|claimed|stated|told|revealed|said|detailed|suggested|indicated|presented|portrayed|depicted|provided|given|shown"
    r"|seen|read|outlined|explained|identified|raised|made|offered|shared|broadcast|aired)"
)
_BEFORE = re.compile(
    rf"(?:\baccording\s+to|\bper|\bvia|\b{_PARTICIPLE}\s+(?:\w+ly\s+)?(?:by|in|on|to|from|as|via)"
    rf"|\b(?:{_NOUN}|another|ones?|that|those)(?:\s+(?:published|featured|posted|appearing))?"
    r"\s+(?:from|by|in|on|of|at|such\s+as|like|including)"
    rf"|\b(?:what|how|why)\s+(?:do|does|did|has|have)|^(?:did|does|do|has|have)|\b(?:read\s+in|tell(?:s|ing)?|told))"
    r"\s+(?:(?:the|an?|both|either|neither|sources)\s+)*[“\"‘'«(]?$",
    re.IGNORECASE,
)
_ADVERBS = (
    r"(?:(?:also|both|later|first|only|then|again|separately|subsequently|earlier|itself|[\w-]+ly)\s+)*"
)
_AFTER_NAME = r"[”\"’'»)]?(?:[’']s?)?\s*,?\s*"
_DOES = r"(?:does\s|did\s|do\s|has\s|have\s)?(?:not\s)?"
_AFTER = re.compile(
    rf"{_AFTER_NAME}{_ADVERBS}(?:(?:\w+[-\s]+){{0,2}}?{_NOUN}|{_DOES}{_VERB})\b", re.IGNORECASE
)
_NOUN_AFTER = re.compile(rf"{_AFTER_NAME}{_NOUN}\b", re.IGNORECASE)
_RIGHT_AFTER = re.compile(rf"{_AFTER_NAME}{_ADVERBS}(?:{_NOUN}|{_DOES}{_VERB})\b", re.IGNORECASE)
_SUBJECT_AFTER = re.compile(
    r"(?:[’']s?)?\s+(?:(?:licen[cs]e|television|news|newspaper|parent|top|former|senior|own)\s+)?"
    r"(?:staff(?:ers)?|strikes?|employees?|workers?|journalists?|reporters?|presenters?|anchors?|correspondents?|hosts?"
    r"|CEO|chiefs?|chair\w*|boss(?:es)?|executives?|editors?|owners?|fees?|shares?|stocks?|buildings?|newsroom"
    r"|headquarters|layoffs|lawsuits?|parent|company|sale|merger|board|bureau|logo|union|settlement|crew|studios?|list"
    r"|magnate|terminals?|subscri\w+|cover|\d+)\b",
)
_SUBJECT_BEFORE = re.compile(
    r"\b(?:against|su(?:e[sd]?|ing)|acquir(?:e[sd]?|ing)|buy(?:s|ing)?|bought|sell(?:s|ing)?|sold|own(?:s|ed|ing|er\s+of)?"
    r"|work(?:s|ed|ing)?\s+(?:at|for)|join(?:s|ed|ing)?|leav(?:e|es|ing)|left|quit|(?:fired|sacked|hired)\s+by"
    r"|(?:head|chief|editor|boss|owner|staff|CEO|director|director-general|chair\w*)\s+(?:of|at)"
    r"|(?:journalists?|reporters?|staff|workers?|employees?|strikes?|layoffs)\s+(?:at|of|for|from)|happen(?:s|ed|ing)?\s+(?:to|at))"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_LONGER_NAME = re.compile(rf"\s(?:of\s)?(?!{MONTH}|{WEEKDAY}|I\b)[A-Z]")
_NEAR = 120
_WITHIN = re.compile(r"\b(?:by|from|in|per|via|than|while|and|did|does|has|before|after)\s+(?:the\s+)?$")
_EXCEPT = re.compile(
    r"\b(?:not(?:\s+(?:by|in|from))?|other\s+than|except(?:\s+for)?|excluding|apart\s+from)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_OPENERS = frozenset(
    (
        *("is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could", "will"),
        *("would", "should", "may", "might", "what", "who", "whom", "whose", "when", "where", "why", "how"),
        *("which", "while", "if", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "over"),
        *("to", "under", "until", "with", "without", "after", "before", "because", "since", "though"),
        *("and", "but", "so", "yet", "the", "a", "an", "that", "this", "both", "between", "according"),
        *("considering", "based", "among", "per", "via", "compare", "tell"),
    )
)


def role(question: str, start: int, end: int, outlet: Outlet) -> Role:
    """What a mention of an outlet's name is meant as.

    Args:
        question: as put.
        start: where the mention begins, "The" included.
        end: one past its end.
        outlet: whose name it is.
    """
    before, written, after = question[max(0, start - _NEAR) : start], question[start:end], question[end:]
    if _is_other(before, written, after, outlet):
        return Role.OTHER
    # "the sporting news of the day"
    words = written.islower() and " " in written.removeprefix("the ")
    following = _NOUN_AFTER if words else _RIGHT_AFTER if outlet.ordinary else _AFTER
    quoted = re.search(r"[“\"‘'«]$", before) and re.match(r"[”\"’'»]", after)
    if quoted or reported_by(before) or following.match(after):
        return Role.SOURCE
    # Within a sentence a capital tells the paper from the word.
    if (
        outlet.ordinary
        and outlet.names
        and ((before and written.startswith("The ")) or _WITHIN.search(before))
    ):
        return Role.SOURCE
    return Role.OTHER if words else Role.PERHAPS


def reported_by(before: str) -> bool:
    """Whether the words before a name say that it reports: "according to", "an article in the"."""
    return _BEFORE.search(before) is not None


def _is_other(before: str, written: str, after: str, outlet: Outlet) -> bool:
    bare = re.sub(r"^[Tt]he\s+", "", written)
    if bare.islower() and outlet.ordinary:
        return True
    if _SUBJECT_AFTER.match(after) or _SUBJECT_BEFORE.search(before) or _EXCEPT.search(before):
        return True
    # "Michael Bloomberg", "Brisbane Times", "Times Square" are other names.
    ahead = re.search(r"(?:^|[.?!:]\s+|\s|[“\"‘'(])(\w+)\s$", before)
    if ahead and written == bare and ahead[1][:1].isupper() and ahead[1].lower() not in _OPENERS:
        return True
    # "Sun Microsystems", "Age of Empires", "BBC Radio 1", "Reuters Institute"
    return _LONGER_NAME.match(after) is not None
