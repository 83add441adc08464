"""What a chat model writes: a reply in pieces, over evidence no better; and a follow-up that it reworded."""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import zlib
from collections.abc import AsyncIterator, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from benchmarks.reliability.fuzzing.changing import json_value, pieces, words
from benchmarks.reliability.fuzzing.shown import check_shown
from benchmarks.reliability.fuzzing.taken import promise
from benchmarks.reliability.fuzzing.target import Input, Target
from retrieval.answer import Answer, Citation, Source
from retrieval.answer_stream import Done, Piece
from retrieval.article import Article, version_of
from retrieval.dialogue.earlier import Standing
from retrieval.dialogue.rewriting import Rewriter
from retrieval.drafting.answer_cache import AnswerCache
from retrieval.drafting.chat_model import ChatModel
from retrieval.drafting.plain_sentence import not_plain, plain_sentence
from retrieval.drafting.sentence_check import SupportCheck
from retrieval.drafting.sentence_stream import SentenceStream, whole
from retrieval.drafting.writing import Writer
from retrieval.models.embedder import Embedder


class _Numbers:
    """Stands where the embedding model does: texts with like words have like vectors."""

    manifest = None

    def passages(self, texts: Sequence[str]) -> Any:
        """A vector for each text."""
        found = np.zeros((len(texts), 64), dtype=np.float32)
        found[:, 0] = 0.1
        for row, text in zip(found, texts, strict=True):
            for word in text.lower().split()[:400]:
                row[zlib.crc32(word.encode("utf-8", "replace")) % 64] += 1
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def queries(self, texts: Sequence[str]) -> Any:
        """A vector for each text."""
        return self.passages(texts)

    def query(self, text: str) -> Any:
        """The vector of a text."""
        return self.passages([text])[0]


@dataclass
class _Chat:
    """Says what the input holds, in pieces."""

    said: list[Any]

    async def astream(self, messages: object) -> AsyncIterator[Any]:
        """The pieces, with whatever the provider would tell besides."""
        for n, piece in enumerate(self.said):
            if isinstance(piece, dict):
                yield SimpleNamespace(
                    text=str(piece.get("text", "")),
                    usage_metadata=piece.get("usage"),
                    response_metadata=piece.get("told"),
                )
            else:
                yield SimpleNamespace(text=str(piece), usage_metadata=None, response_metadata={})
            if n % 50 == 49:
                await asyncio.sleep(0)


class _Articles:
    """The articles that the evidence is from."""

    def __init__(self, articles: dict[str, Article]) -> None:
        self._articles = articles

    def article(self, id: str, version: str | None = None) -> Article:
        """One of them."""
        return self._articles[id]

    def holds(self, citation: Citation) -> bool:
        """Whether a quotation stands where it is said to."""
        return self._articles[citation.article_id].text[citation.start : citation.end] == citation.quote

    def said_in(self, id: str, version: str) -> list[object]:
        """No statement is known of them."""
        return []


def _pieces(text: str) -> list[str]:
    """A text in pieces as a model sends them; the same for the same text."""
    rng, at, found = random.Random(zlib.crc32(text.encode("utf-8", "replace"))), 0, []
    while at < len(text):
        size = rng.choice((1, 2, 4, 4, 8, 40, 400))
        found.append(text[at : at + size])
        at += size
    return found


def _read(given: Input) -> tuple[str, list[Any], list[str], str]:
    """Question, pieces, quotations and outlet; of an input that is no document, its text is the reply."""
    evidence = [
        "The bridge at Tarn closed on Thursday because two bolts had cracked, engineer Ada Quill said."
    ]
    text = given.data.decode("utf-8", "replace")
    try:
        stated = json.loads(given.data)
        said = stated["reply"]
        quotes = [str(quote) for quote in stated["evidence"] if str(quote).strip()][:12]
        outlet = str(stated.get("outlet") or "The Tarn Post")
        question = str(stated.get("question") or "Why did the bridge close?")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return "Why did the bridge close?", _pieces(text), evidence, "The Tarn Post"
    pieces = said if isinstance(said, list) else _pieces(str(said))
    return _stored(question), pieces, list(map(_stored, quotes)) or evidence, _stored(outlet)


def _stored(text: str) -> str:
    """A text as the library can hold it."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:20_000] or "x"


def _quoted(question: str, quotes: list[str], outlet: str) -> tuple[Answer, _Articles]:
    articles, citations, sources = {}, [], []
    for n, quote in enumerate(quotes, start=1):
        text = f"{quote}\n\nThe council will meet on Friday."
        moment = datetime(2024, 5, n, tzinfo=UTC)
        article = Article(
            id=f"a{n}",
            version=version_of(text),
            outlet=outlet,
            title=quote[:200],
            published=moment,
            text=text,
        )
        articles[article.id] = article
        facts = {name: getattr(article, name) for name in ("outlet", "title", "url", "published", "version")}
        citations.append(
            Citation(
                article_id=article.id,
                ordinal=n,
                start=0,
                end=len(quote),
                quote=quote,
                speaker=outlet,
                **facts,
            )
        )
        sources.append(Source(article_id=article.id, ordinals=(n,), **facts))
    answer = Answer(
        question=question,
        kind="quoted",
        text="\n\n".join(f"“{c.quote}” [{c.ordinal}]" for c in citations),
        confidence=0.8,
        citations=tuple(citations),
        sources=tuple(sources),
        voices=1,
        as_of=date(2024, 5, 4),
        conflicts=(),
    )
    return answer, _Articles(articles)


def _run(given: Input) -> Hashable:
    question, said, quotes, outlet = _read(given)
    text = "".join(piece if isinstance(piece, str) else "" for piece in said)
    streamed = list(_streamed(said))
    for sentence in streamed:
        plain = plain_sentence(sentence)
        promise("\n" not in plain, "a sentence on two lines")
        not_plain(plain)
    answer, articles = _quoted(question, quotes, outlet)
    model = ChatModel("fuzz:one", str(zlib.crc32(given.data)), 8_000, 60.0, cast(Any, _Chat(said)))
    writer = Writer(
        model, _check(), cast(Any, articles), lambda sources: len({s.outlet for s in sources}), _cache()
    )
    # Once from the model, and once from what was kept of it.
    for _ in range(2):
        done = None
        for event in writer.write(answer):
            if isinstance(event, Piece):
                promise(all(map(articles.holds, event.citations)), "misquoted")
            if isinstance(event, Done):
                done = event.answer
        promise(done is not None, "no end")
        check_shown(cast(Answer, done))
    standing = Standing(question)
    turns = [("Why did the bridge close?", answer)]
    reworded = Rewriter(model).rewrite(whole(text[:300]) or "why?", standing, turns)
    return (
        cast(Answer, done).kind,
        min(len(streamed), 9),
        min(len(cast(Answer, done).citations), 3),
        reworded.standing.changed,
        tuple(note[:25] for note in cast(Answer, done).notes),
    )


def _streamed(said: Sequence[Any]) -> Iterator[str]:
    stream = SentenceStream()
    for piece in said:
        if isinstance(piece, str):
            yield from stream.feed(piece)
    yield from stream.finish()


@cache
def _check() -> SupportCheck:
    return SupportCheck(cast(Embedder, _Numbers()))


@cache
def _cache() -> AnswerCache:
    return AnswerCache(Path(tempfile.mkdtemp(prefix="newsdesk-fuzz-")))


_WORDS = (
    *(
        b"[1]",
        b"[2]",
        b"[999999999999]",
        b"[0]",
        b"[-1]",
        b"[1,2]",
        b"[1][1]",
        b"[[1]]",
        b"[\xd9\xa1]",
        b"[ 1 ]",
        b"[1",
        b"1]",
    ),
    *(
        b"NOTHING",
        b"<think>",
        b"</think>",
        b"<thinking>",
        b"<th",
        b"```",
        b"**",
        b"# ",
        b"- ",
        b"1. ",
        b"> ",
        b"| a |",
        b"![x](y)",
    ),
    *(
        b"The bridge ",
        b"closed ",
        b"two bolts ",
        b"Ada Quill ",
        b"said ",
        b"on Thursday ",
        b"because ",
        b"had cracked ",
        b". ",
    ),
    *(
        b"not ",
        b"90,000 crowns ",
        b"5 May 2024 ",
        b"\xe2\x80\x9c",
        b"\xe2\x80\x9d",
        b'"',
        b"? ",
        b"! ",
        b"\xe2\x80\xa6 ",
        b"\n",
        b"\r",
    ),
    *(
        b"www.evil.example",
        b"https://evil.example",
        b"<b>",
        b"&lt;",
        b"EVIDENCE",
        b"END",
        b"Answer:",
        b"\\u0000",
        b"\\ud800",
    ),
    *(
        b'{"text": "x", "usage": {"input_tokens": null}}',
        b'{"usage": 5}',
        b'{"told": {"cost": "x"}}',
        b'{"told": []}',
        b"Question: ",
    ),
)

TARGET = Target(
    "replies",
    "replies of chat models, and answers shown",
    _run,
    (json_value, pieces(words, _WORDS), pieces(words, _WORDS)),
    _WORDS,
)
