"""Questions: one read by itself, follow-ups after those before them, and all else that people may ask for."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Hashable
from datetime import date
from functools import cache
from pathlib import Path

from benchmarks.data import ROOT
from benchmarks.reliability.fuzzing.changing import lines, pieces, words
from benchmarks.reliability.fuzzing.shown import check_shown
from benchmarks.reliability.fuzzing.taken import promise, whole
from benchmarks.reliability.fuzzing.target import Input, Target
from bot.desk import Newsdesk
from bot.slack.addressing import asks, goes_on
from bot.slack.question_text import question_in
from config.errors import NewsdeskError, QuestionError
from config.settings import load_settings
from retrieval.answer import Answer
from retrieval.asking.question import Held, understand
from retrieval.dialogue.follow_up import read_follow_up

_TODAY = date(2024, 5, 4)
_ASKED_WHOLE = 4
"""One in so many inputs is answered and not only read."""


@cache
def _desk() -> Newsdesk:
    """The sample news, taken in once."""
    folder = Path(tempfile.mkdtemp(prefix="newsdesk-fuzz-")) / "library"
    desk = Newsdesk(folder, settings=load_settings(library=folder, threads=1))
    desk.ingest([ROOT / "ingestion" / "sample_news"])
    return desk


@cache
def _held() -> Held:
    return _desk()._held()


@cache
def _answered() -> Answer:
    return _desk().ask("What did Lavrov demand?")


def _run(given: Input) -> Hashable:
    text = given.data.decode("utf-8", "surrogateescape" if given.data[:1] > b"a" else "replace")
    turns: list[tuple[str, Answer | None]] = []
    read: list[Hashable] = []
    for n, question in enumerate(text.split("\n")[:12]):
        told = question_in(question, "UBOT")
        asks(told), goes_on(told)
        reading = read_follow_up(question, turns, lambda citation: citation.quote * 3)
        again = read_follow_up(question, turns, lambda citation: citation.quote * 3)
        promise(reading == again, "read twice, another question comes out")
        understood = _understood(reading.standing.text)
        read.append((reading.sure, reading.standing.changed, understood))
        # What is refused is no turn of a conversation.
        if understood is not None:
            turns.append((reading.standing.text, _answered() if n % 2 == 0 else None))
    if zlib.crc32(given.data) % _ASKED_WHOLE == 0:
        _asked(reading.standing.text)
    return tuple(read[-2:])


def _understood(question: str) -> Hashable:
    try:
        query = understand(question, _TODAY, _held())
    except QuestionError:
        return None
    whole(query.text, query.words, query.undated, *query.terms, *(part.text for part in query.parts))
    promise(query == understand(question, query.until, _held()), "understood twice, another query comes out")
    for days in query.understood.days:
        promise(not (days.start and days.end) or days.start <= days.end, "days end before they begin")
    return (
        query.wants,
        query.speaker is not None,
        query.lately,
        len(query.understood.days),
        len(query.understood.outlets),
        len(query.understood.unheld),
        len(query.parts),
        bool(query.point),
        bool(query.spellings),
    )


def _asked(question: str) -> None:
    """What a person may have done with such a text: one of several things, by its bytes."""
    desk, how = _desk(), zlib.crc32(question.encode("utf-8", "replace")) // 7 % 6
    try:
        if how <= 2:
            check_shown(desk.ask(question, as_of=_TODAY))
        elif how == 3:
            desk.timeline(question, as_of=_TODAY)
        elif how == 4:
            desk.check_claims(question, as_of=_TODAY)
        else:
            desk.statements(by=question[:100], about=question)
            desk.nearest_speakers(question)
            desk.articles(outlet=question)
            desk.article(question)
    except NewsdeskError:
        pass


_WORDS = (
    *(
        b"what ",
        b"who ",
        b"when ",
        b"why ",
        b"did ",
        b"the ",
        b"and ",
        b"or ",
        b"he ",
        b"she ",
        b"it ",
        b"they ",
        b"that ",
    ),
    *(
        b"Lavrov ",
        b"Reuters ",
        b"the BBC ",
        b"Port Calder ",
        b"said ",
        b"say about ",
        b"yesterday ",
        b"last week ",
        b"since ",
    ),
    *(
        b"before ",
        b"between 3 and 5 May ",
        b"in 2024 ",
        b"in May ",
        b"on 31 February ",
        b"31/02/2024 ",
        b"the 99th ",
        b"Q5 ",
    ),
    *(
        b"the first one ",
        b"[1] ",
        b"number 99999 ",
        b"why? ",
        b"and? ",
        b"tell me more ",
        b"what about ",
        b"compare ",
        b"versus ",
    ),
    *(
        b"while ",
        b", ",
        b"? ",
        b"! ",
        b'"',
        b"'s ",
        b"\xe2\x80\x99s ",
        b"-",
        b"(",
        b"AND ",
        b"NOT ",
        b"title:",
        b"*",
        b"~2 ",
        b"^9 ",
    ),
    *(
        b"the week before the year after ",
        b"a hundred million years ago ",
        b"\n",
        b"of of of ",
        b"12:99 ",
        b"0 ",
        b"10^9 ",
    ),
    *(
        b"the minister of the minister of ",
        b"according to ",
        b"two ",
        b"1,000,000,000,000 ",
        b"percent ",
        b"<@UBOT> ",
    ),
)

TARGET = Target(
    "questions",
    "questions and follow-ups",
    _run,
    (pieces(words, _WORDS), pieces(words, _WORDS), pieces(lines, _WORDS)),
    _WORDS,
)
