"""Completes what takes up the last question and leaves most of it out: "and Biden?", "why?"."""

from __future__ import annotations

import re

from retrieval.dialogue.earlier import Earlier, Standing
from retrieval.dialogue.moved_days import asked_for_days
from retrieval.dialogue.open_question import added
from retrieval.dialogue.phrases import Phrase, bare, is_name, is_relational, phrases, stems, tokens
from retrieval.dialogue.question_words import ASKING, AUXILIARIES, DO, FUNCTION, PREPOSITIONS, QUALITIES

_WH = "|".join(sorted(ASKING))
_AUX = "|".join(sorted(AUXILIARIES))
_BARE = re.compile(
    r"(?:and |but |so |ok,? |well,? )*(?P<wh>why|when|where|who|how"
    r"|(?:(?:by|for|in|at|since|from|to|with|on) )?how (?:many|much|long|often)(?: \w+)?"
    r"|(?:by|for|in|at|since|from|to|with|on) (?:whom|which \w+|what(?: \w+)?))"
    r"(?: so| not| exactly| then| is that| was that| did that happen)?\s*[?.!]*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:(?:and|so|but|then|ok|okay|well),? )*(?:what|how) about (?P<what>.+?)\s*[?.!]*", re.IGNORECASE
)
_AND = re.compile(
    rf"(?:and|but|or)(?: also)?,? (?!(?:{_WH}|{_AUX}|tell|describe|explain|if)\b)"
    r"(?P<what>.{1,80}?)\s*[?.!]*",
    re.IGNORECASE,
)
_OPENING = re.compile(rf"(?:(?:{_WH})(?:\s+(?:many|much|long|often|else))?)\s+", re.IGNORECASE)
_SETTING = re.compile(r"\s*\([^()]*\)$")
_SUPERLATIVE = re.compile(r"\b(?:most \w+|\w+est|first|last|best|worst)\b", re.IGNORECASE)
_LONGEST_NAME = 4


def continued(question: str, earlier: Earlier) -> Standing | None:
    """The last question with what this one changes in it; None where this one is whole."""
    match = _BARE.fullmatch(question)
    if match:
        return Standing(
            asked_with(match["wh"], earlier.question), f"{match['wh'].lower()}, of the last question"
        )
    match = _ABOUT.fullmatch(question) or _AND.fullmatch(question)
    return _about(question, match["what"], earlier) if match else None


def asked_with(wh: str, last: str) -> str:
    """The last question with another question word."""
    body = last.rstrip("?. ")
    opening = _OPENING.match(body)
    rest = body[opening.end() :] if opening else body[:1].lower() + body[1:]
    first = bare(tokens(rest)[0][0]) if tokens(rest) else ""
    if wh.lower() in {"how many", "how much"} and first in DO:
        # "Where did people sleep?", "how many?": how many people.
        rest = rest.partition(" ")[2]
    if opening and first not in AUXILIARIES:
        asked = bare(tokens(opening[0])[0][0])
        subject = {"who": "somebody ", "what": "something "}.get(asked, "")
        rest = subject + rest if _begins_with_verb(rest) else rest
    return f"{wh.capitalize()} {rest}?"


def _begins_with_verb(rest: str) -> bool:
    return not any(p.start == 0 for p in phrases(f"what {rest}") if p.start == len("what "))


def _about(question: str, what: str, earlier: Earlier) -> Standing | None:
    days = asked_for_days(what, earlier.question, earlier.answer)
    if days is not None:
        return days
    last = earlier.question.rstrip("?. ")
    words = [bare(word[0]) for word in tokens(what)]
    if words and words[0] in PREPOSITIONS and len(words) > 1:
        setting = _SETTING.search(last)
        if setting and any(is_name(word[0]) for word in tokens(what)[1:]):
            last = last[: setting.start()]
        return Standing(_in_place_of_same(last, what) + "?", f"the last question, {what}")
    if not stems(what):
        return None
    if _SUPERLATIVE.fullmatch(_without_article(what)) and _SUPERLATIVE.search(last):
        return Standing(
            _SUPERLATIVE.sub(_without_article(what), last, count=1) + "?", f"the last question, {what}"
        )
    if is_relational(what) or all(word in QUALITIES | FUNCTION for word in words):
        topic = earlier.topic()
        return Standing(added(question, topic.text), f"asked of {topic.text}") if topic else None
    return _instead_in_setting(question, what, last, earlier)


def _instead_in_setting(question: str, what: str, last: str, earlier: Earlier) -> Standing | None:
    """As `_instead`; what was added to the last question in brackets stays."""
    setting = _SETTING.search(last)
    body = last[: setting.start()] if setting else last
    instead = _instead(question, what, body, earlier)
    if instead is None or setting is None or not instead.text.startswith(body[:4]):
        return instead
    return Standing(f"{instead.text.rstrip('?')}{setting[0]}?", instead.why)


def _without_article(text: str) -> str:
    return re.sub(r"^(?:the|an?)\s+", "", text, flags=re.IGNORECASE)


def _in_place_of_same(last: str, what: str) -> str:
    """The last question with this circumstance in place of its own of the same kind, else at its end."""
    preposition = tokens(what)[0][0]
    found = list(re.finditer(rf"\b{re.escape(preposition)}\s+", last, re.IGNORECASE))
    for match in reversed(found):
        after = [p for p in phrases(last) if p.start >= match.end()]
        if after and not stems(last[match.end() : after[0].start]) and after[0].end == len(last):
            return last[: match.start()] + what
    return f"{last} {what}"


def _instead(question: str, what: str, last: str, earlier: Earlier) -> Standing | None:
    """The last question asked of somebody or something else."""
    outlet = earlier.outlets.get(_without_article(what).lower())
    if outlet:
        return Standing(_according_to(last, outlet, earlier) + "?", f"the last question, of {outlet}")
    if what.lower().endswith(" one"):
        other = next((p for p in phrases(last) if " " in p.text and not is_relational(p.text)), None)
        if other is not None:
            kind = last[tokens(last[: other.end])[-1].start() : other.end]
            what = _without_article(what)[: -len("one")] + kind
            return Standing(_swapped(last, other, what) + "?", f"the last question, of {what}")
    if _is_short_name(what):
        old = _subject(last) or _first_name(last)
        if old is not None:
            return Standing(_swapped(last, old, what) + "?", f"the last question, of {what}")
    topic = earlier.topic()
    subject = _subject(last)
    if subject is not None and not is_relational(subject.text) and not any(map(is_name, what.split())):
        return Standing(_swapped(last, subject, what) + "?", f"the last question, of {what}")
    if topic is None or any(is_name(word[0]) for word in tokens(what)):
        return None
    return Standing(added(question, topic.text), f"asked of {topic.text}")


def _according_to(last: str, outlet: str, earlier: Earlier) -> str:
    for other in sorted(earlier.outlets.values(), key=len, reverse=True):
        if other in last:
            return last.replace(other, outlet, 1)
    return f"{last}, according to {outlet}"


def _is_short_name(what: str) -> bool:
    words = [word[0] for word in tokens(_without_article(what))]
    return 0 < len(words) <= _LONGEST_NAME and all(is_name(w) or bare(w) in FUNCTION for w in words)


def _subject(last: str) -> Phrase | None:
    """The subject of a question with an auxiliary: "what did *the board* offer?", "is *chilli* a stew?"."""
    for token in tokens(last):
        if bare(token[0]) in AUXILIARIES:
            after = [p for p in phrases(last) if p.start > token.end()]
            if after and not stems(last[token.end() : after[0].start]):
                first = after[0]
                article = re.search(
                    r"\b(?:the|an?|this|his|her|its|their)\s+$", last[: first.start], re.IGNORECASE
                )
                start = article.start() if article else first.start
                return Phrase(last[start : first.end], start, first.end)
            return None
    return None


def _first_name(last: str) -> Phrase | None:
    return next((p for p in phrases(last) if p.start > 0 and p.named), None)


def _swapped(last: str, old: Phrase, new: str) -> str:
    """The last question with a new one in place of the old; the two change places if it names both."""
    rest = last[old.end :]
    if new in rest:
        rest = rest.replace(new, old.text, 1)
    return last[: old.start] + new + rest
