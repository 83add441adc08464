"""Everything that is shown, made of one attack in every place that text from outside comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.conversations.conversation_record import Kept, Turn
from bot.facade.history import Version
from bot.feedback.feedback import Evidence, Feedback
from bot.status import Check, Status
from ingestion.preview import Listed, Preview
from ingestion.report import Refusal
from retrieval.accounts.claim_check import ClaimCheck
from retrieval.answer import Answer, Citation, Conflict, DayMention, Side, Source
from retrieval.article import Article
from retrieval.asking.understood import Days, Understood
from retrieval.changes import Change, Changes, Span
from retrieval.explanation import ArticleReasons, Explanation, SentenceReasons
from retrieval.notices import Notice
from retrieval.saying.speaker import Speaker
from retrieval.statement import Statement
from retrieval.store.feed_list import Feed
from retrieval.store.withdrawals import Withdrawal
from retrieval.story import Story, StoryArticle
from retrieval.timelines.timeline import Event, Timeline

URL = "https://tarnpost.example/bridge"
_AT = datetime(2024, 5, 2, 9, 30, tzinfo=UTC)
_DAY = date(2024, 5, 2)


@dataclass(frozen=True)
class Made:
    """Things to be shown.

    Args:
        text: the attack.
        url: of the articles; the attack too where it is an address.
    """

    text: str
    url: str = URL

    @cached_property
    def _facts(self) -> dict[str, Any]:
        text = self.text
        return {
            "article_id": "a1",
            "version": "0" * 12,
            "outlet": text,
            "title": text,
            "url": self.url,
            "published": _AT,
            "published_precision": "day",
        }

    @cached_property
    def citation(self) -> Citation:
        text = self.text
        more = {
            "speaker": text,
            "to": text,
            "said_on": _DAY,
            "publishers": (text, f"{text}2"),
            "origin": text,
        }
        days = (DayMention(start=0, end=1, text=text, day=date(2024, 5, 1)),)
        return Citation(
            ordinal=1, start=0, end=len(text), quote=text, passage_id="a1:0", days=days, **more, **self._facts
        )

    @cached_property
    def source(self) -> Source:
        return Source(ordinals=(1,), also=(self.text,), origin=f"{self.text}2", **self._facts)

    @cached_property
    def conflict(self) -> Conflict:
        side = {"start": 0, "end": 1, "quote": self.text, "value": self.text, **self._facts}
        return Conflict(kind="figure", sides=(Side(ordinal=1, **side), Side(**side)))

    def answer(self, kind: str = "quoted") -> Answer:
        text, none = self.text, kind == "abstained"
        return Answer(
            question=text,
            kind=kind,
            text=f"{text} [1]" if kind == "quoted" else f"It is so. {' '.join(text.split())} [1].",
            confidence=0.5,
            citations=() if none else (self.citation,),
            sources=() if none else (self.source,),
            nearest=self.source.model_copy(update={"ordinals": ()}) if none else None,
            as_of=_DAY,
            understood=Understood(
                days=(Days(text=text, start=None, end=None),),
                outlets=(text,),
                unheld=(text,),
                speakers=(text,),
                notes=(text,),
                parts=(text,),
            ),
            conflicts=() if none else (self.conflict,),
            notes=(text,),
        )

    @cached_property
    def article(self) -> Article:
        """Its text is ordinary: the text of an article may have lines of any kind."""
        text, facts = self.text, {k: v for k, v in self._facts.items() if k not in {"article_id", "version"}}
        return Article(
            id=text, version="0" * 12, byline=(text, text), text="It rained.", source=text, **facts
        )

    @cached_property
    def story(self) -> Story:
        facts = {key: value for key, value in self._facts.items() if key not in {"article_id", "version"}}
        two = tuple(StoryArticle(id=id_, **facts) for id_ in (self.text, f"{self.text}2"))
        return Story(id=self.text, articles=two, earliest=_AT, origin=self.text, voices=2)

    @cached_property
    def withdrawal(self) -> Withdrawal:
        return Withdrawal(at=_AT, reason=self.text)

    @cached_property
    def statement(self) -> Statement:
        text = self.text
        spans = {"start": 0, "end": len(text), "sentence_start": 0, "sentence_end": len(text)}
        words = {"quote": text, "sentence": text, "cue": text, "speaker": text, "name": text, "to": text}
        return Statement(direct=True, said_on=_DAY, also=(text,), **spans, **words, **self._facts)

    @cached_property
    def speaker(self) -> Speaker:
        return Speaker(name=self.text, spelled=(self.text,), statements=3, latest=_DAY)

    @cached_property
    def timeline(self) -> Timeline:
        event = Event(day=_DAY, named=True, citation=self.citation, also=(self.text,))
        return Timeline(topic=self.text, as_of=_DAY, events=(event, event), sources=(self.source,))

    @cached_property
    def version(self) -> Version:
        notice = Notice(kind="correction", start=0, end=1, text=self.text)
        return Version(version="0" * 12, title=self.text, published=_AT, notices=(notice,))

    @cached_property
    def changes(self) -> Changes:
        span = Span(start=0, end=1, text=self.text)
        made = (Change(kind="changed", old=span, new=span), Change(kind="added", new=span))
        return Changes(article_id="a1", old="0" * 12, new="1" * 12, title=(self.text, None), sentences=made)

    @cached_property
    def kept(self) -> Kept:
        return Kept(id="c1", begun=_AT, latest=_AT, title=self.text, origin=self.text, turns=2)

    @cached_property
    def turns(self) -> list[Turn]:
        words = {
            "question": self.text,
            "understood": f"{self.text}2",
            "why": self.text,
            "notes": (self.text,),
        }
        kinds = ("quoted", "written", "abstained")
        return [Turn(n=n, asked_at=_AT, answer=self.answer(k), **words) for n, k in enumerate(kinds, start=1)]

    @cached_property
    def feedback(self) -> Feedback:
        text = self.text
        words = {"words": text, "question": text, "understood": f"{text}2", "origin": text}
        evidence = (Evidence.of(self.citation),)
        return Feedback(id="f1", verdict="bad", answer=self.answer(), evidence=evidence, at=_AT, **words)

    @cached_property
    def feed(self) -> Feed:
        return Feed(address=self.text, every_seconds=900, added=_AT, last_checked=_AT, note=self.text)

    @cached_property
    def check(self) -> Check:
        return Check(name=self.text, ok=False, detail=self.text, mend=self.text)

    @cached_property
    def status(self) -> Status:
        place = {"library": Path(self.text.replace("\0", "")), "database": self.text, "model": self.text}
        counts = {"articles": 1, "versions": 1, "passages": 1, "outlets": 1, "pending": 1, "size_bytes": 1}
        return Status(earliest=_AT, latest=_AT, vectors="exact", **place, **counts)

    @cached_property
    def preview(self) -> Preview:
        refusal = Refusal(item=self.text, reason=self.text, hint=self.text)
        listed = Listed(item=self.text, state="new", title=self.text, outlet=self.text)
        return Preview(articles=(listed, listed.model_copy(update={"title": None})), refused=(refusal,))

    @cached_property
    def sentence(self) -> SentenceReasons:
        text = self.text
        more = {"rank": 1, "score": 0.5, "likeness": 0.5, "shared": (text,), "chosen": True}
        return SentenceReasons(start=0, end=len(text), quote=text, **more, **self._facts)

    @cached_property
    def explanation(self) -> Explanation:
        text = self.text
        found = {"rank": 1, "share": 0.5, "likeness": 0.5, "words": 0.5, "shared": (text,)}
        return Explanation(
            question=text,
            as_of=_DAY,
            searched_for=(text,),
            wants="number",
            parts=(text,),
            articles=(ArticleReasons(**found, **self._facts),),
            sentences=(self.sentence,),
            confidence=0.5,
            enough=0.4,
        )

    @cached_property
    def claim_check(self) -> ClaimCheck:
        return ClaimCheck(claim=self.text, supporting=(self.citation,), opposing=(self.citation,))
