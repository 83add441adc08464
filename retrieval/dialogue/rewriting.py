"""Has a chat model make a follow-up stand alone; the rules' reading is kept where its own does not hold."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from retrieval.answer import Usage
from retrieval.dialogue.earlier import Standing
from retrieval.dialogue.phrases import bare, tokens
from retrieval.dialogue.rewriting_check import LONGEST, fault
from retrieval.dialogue.rewriting_prompt import MOST_TURNS, messages
from retrieval.drafting.chat_model import LONGEST_REPLY, ChatModel
from retrieval.drafting.reply import ReplyError, Tokens, reply
from retrieval.drafting.sentence_stream import whole

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from retrieval.answer import Answer

SHARE = 0.2
"""Share of the time allowed for an answer within which the question has to be there."""

_LABEL = re.compile(r"^(?:alone|(?:stand-?alone |rewritten |next )?question)\s*:\s*", re.IGNORECASE)

log = logging.getLogger(__name__)


class Rewritten(NamedTuple):
    """A question made to stand alone, and what that took of the model, as far as it is known."""

    standing: Standing
    usage: Usage | None = None


class Rewriter:
    """Makes follow-ups stand alone.

    Args:
        model: the one that is asked.
    """

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The model's, as it is set."""
        return self._model.name

    def rewrite(
        self,
        question: str,
        ruled: Standing,
        turns: Sequence[tuple[str, Answer | None]],
        stop: threading.Event | None = None,
    ) -> Rewritten:
        """The question as the model reads it, if that holds; else as the rules do.

        Args:
            question: as put.
            ruled: as the rules read it.
            turns: the earlier ones, oldest first: each question as it stood alone, and its answer if any.
            stop: set where nobody waits any more.

        Raises:
            StoppedError: `stop` was set.
        """
        asked = messages(question, turns, self._model.window - LONGEST_REPLY)
        if asked is None:
            return Rewritten(ruled)
        used = Tokens()
        try:
            written = self._written(asked, used, stop)
        except ReplyError as failed:
            log.info("a follow-up is read by the rules: the model %s", failed)
            return Rewritten(ruled, self._usage(used))
        return Rewritten(self._chosen(written, question, ruled, turns), self._usage(used))

    def _chosen(
        self, written: str, question: str, ruled: Standing, turns: Sequence[tuple[str, Answer | None]]
    ) -> Standing:
        if _same(written, question) or _same(written, ruled.text):
            return ruled
        why = fault(written, question, turns[-MOST_TURNS:])
        if why is not None:
            log.info("a follow-up is read by the rules: of what the model wrote, %s", why)
            return ruled
        return Standing(written, f"read by {self._model.name}")

    def _written(self, asked: Sequence[BaseMessage], used: Tokens, stop: threading.Event | None) -> str:
        due = time.monotonic() + self._model.timeout * SHARE
        text = ""
        with closing(reply(self._model, asked, lambda: due, used, stop)) as pieces:
            for piece in pieces:
                text += piece
                if len(text) > 2 * LONGEST:
                    break
        return _LABEL.sub("", whole(text).strip()).strip('"“” ')

    def _usage(self, used: Tokens) -> Usage | None:
        if not used.read and not used.written and used.cost is None:
            return None
        return Usage(
            model=self._model.name, input_tokens=used.read, output_tokens=used.written, cost=used.cost
        )


def _same(one: str, other: str) -> bool:
    """Whether two questions are one in all but case and punctuation."""
    return [bare(word[0]) for word in tokens(one)] == [bare(word[0]) for word in tokens(other)]
