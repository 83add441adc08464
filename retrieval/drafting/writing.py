"""Has a chat model write the answer, and shows of it only what the evidence bears out."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from config.log_ids import happened
from config.tracing import span
from retrieval.answer import Answer, Citation, Usage
from retrieval.answer_stream import Done, Event, Step, quoted_events
from retrieval.checking import checked
from retrieval.drafting.answer_cache import AnswerCache, cache_key
from retrieval.drafting.chat_model import LONGEST_REPLY, ChatModel
from retrieval.drafting.plain_sentence import not_plain, plain_sentence
from retrieval.drafting.reply import ReplyError, Tokens, reply
from retrieval.drafting.sentence_check import SentenceCheck
from retrieval.drafting.sentence_stream import SentenceStream
from retrieval.drafting.writing_evidence import Articles, writing_evidence
from retrieval.drafting.writing_prompt import NOTHING, again, messages, prompt_tokens
from retrieval.drafting.written import Composition, Voices, Written

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from retrieval.asking.within import Within

MOST_SENTENCES = 8
"""Sentences shown; a model that goes on is not listened to any longer."""

MOST_FAILURES = 8
"""Sentences left out after which the model is not listened to any longer."""

MOST_REPAIRS = 3
"""Sentences written again in one answer, so that a model that is always wrong costs four replies at most."""

FIRST_SHARE = 0.5
"""Share of the time allowed within which the first sentence has to be there."""


class Writer:
    """Writes answers from the evidence of quoted ones.

    Args:
        model: the one that writes.
        check: whether a sentence is borne out.
        articles: where the cited articles are.
        voices: counts publishers.
        cache: answers kept from before.
        within: the limit under which answers are written; there is none if None.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the parts it works with, each given once
        self,
        model: ChatModel,
        check: SentenceCheck,
        articles: Articles,
        voices: Voices,
        cache: AnswerCache,
        within: Within | None = None,
    ) -> None:
        self._model = model
        self._check = check
        self._articles = articles
        self._voices = voices
        self._cache = cache
        self._within = within

    def over(self, articles: Articles, within: Within) -> Writer:
        """The same writer over what a limit leaves of the articles."""
        return Writer(self._model, self._check, articles, self._voices, self._cache, within)

    def write(self, quoted: Answer, stop: threading.Event | None = None) -> Iterator[Event]:
        """The answer in the model's words, sentence by sentence; the quoted one where that fails.

        Args:
            quoted: an answer with citations.
            stop: set where nobody waits for the answer any more.

        Raises:
            StoppedError: `stop` was set.
        """
        evidence = self._evidence(quoted)
        key = cache_key(quoted.question, evidence, self._model, self._within)
        kept = self._cache.get(key)
        if kept is not None and self._holds(kept, evidence):
            yield from self._told_again(kept, quoted, evidence)
            return
        yield Step(f"writing with {self._model.name}")
        session = _Session(self._model, self._check, quoted.question, evidence, stop)
        composition = Composition(evidence)
        with span("writing") as traced:
            for sentence in session.sentences():
                yield composition.add(sentence)
            traced.set(held=len(session.held), left_out=session.left_out, **session.tokens_used)
        if session.failure is None and session.held:
            self._cache.put(key, Written(sentences=tuple(session.held), left_out=session.left_out))
        yield from self._ended(composition, quoted, session.usage, session.notes())

    def _holds(self, kept: Written, evidence: Sequence[Citation]) -> bool:
        """Whether sentences kept from before pass the check as it is now."""
        by_number = {citation.ordinal: citation for citation in evidence}
        return not any(not_plain(kept_one) or self._check(kept_one, by_number) for kept_one in kept.sentences)

    def _evidence(self, quoted: Answer) -> tuple[Citation, ...]:
        budget = self._model.window - LONGEST_REPLY - prompt_tokens(quoted.question)
        evidence = writing_evidence(quoted, self._articles, budget)
        cited = {c.article_id: self._articles.article(c.article_id, c.version) for c in evidence}
        return checked(evidence, cited)

    def _told_again(self, kept: Written, quoted: Answer, evidence: Sequence[Citation]) -> Iterator[Event]:
        composition = Composition(evidence)
        for sentence in kept.sentences:
            yield composition.add(sentence)
        usage = Usage(model=self._model.name, cached=True)
        yield from self._ended(composition, quoted, usage, _left_out(kept.left_out))

    def _ended(
        self, composition: Composition, quoted: Answer, usage: Usage, notes: Sequence[str]
    ) -> Iterator[Event]:
        if len(composition):
            yield Done(composition.answer(quoted, self._voices, usage, notes))
            return
        told = quoted.model_copy(update={"notes": (*quoted.notes, *notes), "usage": usage})
        yield from quoted_events(told)


class _Session:
    """One answer being written: the model's sentences in, those that hold out."""

    def __init__(
        self,
        model: ChatModel,
        check: SentenceCheck,
        question: str,
        evidence: Sequence[Citation],
        stop: threading.Event | None,
    ) -> None:
        self._model = model
        self._check = check
        self._by_number = {citation.ordinal: citation for citation in evidence}
        self._asked: list[BaseMessage] = messages(question, evidence)
        self._stop = stop
        self._tokens = Tokens()
        begun = time.monotonic()
        self._deadline = begun + model.timeout
        self._first_by = begun + model.timeout * FIRST_SHARE
        self._repairs = 0
        self.held: list[str] = []
        self.left_out = 0
        self.failure: str | None = None

    @property
    def usage(self) -> Usage:
        return Usage(
            model=self._model.name,
            input_tokens=self._tokens.read,
            output_tokens=self._tokens.written,
            cost=self._tokens.cost,
        )

    @property
    def tokens_used(self) -> dict[str, int]:
        return {"input_tokens": self._tokens.read, "output_tokens": self._tokens.written}

    def notes(self) -> tuple[str, ...]:
        """What the reader should know of how it went."""
        if not self.held:
            why = f"the model {self.failure}" if self.failure else "nothing that the model wrote held"
            return (f"Quoted, not written: {why}.",)
        broke = (f"The answer may not be whole: the model {self.failure}.",) if self.failure else ()
        return (*_left_out(self.left_out), *broke)

    def sentences(self) -> Iterator[str]:
        """Those that hold, each as soon as it is known to."""
        try:
            for written in self._written():
                sentence = self._holding(written)
                if sentence is not None:
                    self.held.append(sentence)
                    yield sentence
                if len(self.held) == MOST_SENTENCES or self.left_out == MOST_FAILURES:
                    return
        except ReplyError as failed:
            self.failure = str(failed)

    def _written(self) -> Iterator[str]:
        stream = SentenceStream()
        with closing(self._reply(self._asked)) as pieces:
            for piece in pieces:
                yield from stream.feed(piece)
            yield from stream.finish()

    def _reply(self, asked: Sequence[BaseMessage]) -> Generator[str, None, None]:
        return reply(self._model, asked, self._due, self._tokens, self._stop)

    def _due(self) -> float:
        return self._deadline if self.held else self._first_by

    def _holding(self, written: str) -> str | None:
        """The sentence if it holds, or what the model makes of it when told why it does not."""
        sentence = plain_sentence(written)
        if NOTHING in sentence:
            return None
        reason = self._fault(sentence)
        if reason is None:
            return sentence if sentence not in self.held else None
        repaired = self._repaired(sentence, reason)
        if repaired is None:
            self.left_out += 1
            happened(left_out=1)
        return repaired

    def _fault(self, sentence: str) -> str | None:
        with span("checking") as traced:
            fault = not_plain(sentence) or self._check(sentence, self._by_number)
            traced.set(holds=fault is None)
            return fault

    def _repaired(self, sentence: str, reason: str) -> str | None:
        if self._repairs == MOST_REPAIRS:
            return None
        self._repairs += 1
        happened(repaired=1)
        stream = SentenceStream()
        found: list[str] = []
        try:
            with closing(self._reply(again(self._asked, sentence, reason))) as pieces:
                for piece in pieces:
                    found += stream.feed(piece)
                    if found:
                        break
        except ReplyError:
            return None
        first = plain_sentence(next(iter(found or stream.finish()), ""))
        if not first or NOTHING in first or first in self.held:
            return None
        return first if self._fault(first) is None else None


def _left_out(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    told = (
        "One sentence that the articles do not bear out was"
        if count == 1
        else (f"{count} sentences that the articles do not bear out were")
    )
    return (f"{told} left out.",)
