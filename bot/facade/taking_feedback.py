"""The part of the facade that takes feedback on answers."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.facade.parts import Parts
from config.errors import NewsdeskError
from retrieval.answer import Answer

if TYPE_CHECKING:
    from bot.feedback.feedback import Feedback, Occasion, Verdict
    from bot.feedback.feedback_questions import QuestionSet
    from bot.feedback.feedback_store import FeedbackStore
    from retrieval.asking.within import Within

log = logging.getLogger(__name__)


class TakingFeedback(Parts):
    """Feedback on answers: taken, listed, exported as a test set, deleted."""

    @cached_property
    def _feedback(self) -> FeedbackStore:
        from bot.feedback.feedback_store import FeedbackStore

        return FeedbackStore(self.path, self.settings.database)

    def give_feedback(
        self, answer: Answer, verdict: Verdict, *, words: str = "", on: Occasion | None = None
    ) -> Feedback:
        """Keep what a reader said of an answer, with its question and evidence.

        Args:
            answer: the answer.
            verdict: "good" or "bad".
            words: what the reader wrote beside it.
            on: where, by whom and on which question; in a chat if None.

        Raises:
            LibraryError: it cannot be kept.
        """
        from bot.feedback.feedback import Evidence, Feedback, Occasion, opaque

        on = on or Occasion()
        given = Feedback(
            verdict=verdict,
            words=words.strip(),
            question=on.question or answer.question,
            understood=answer.question,
            answer=answer,
            evidence=tuple(map(Evidence.of, answer.citations)),
            at=datetime.now(UTC),
            origin=on.origin,
            user=opaque(on.origin, on.user),
            about=on.about,
        )
        kept = self._feedback.add(given)
        # In Slack a question's key is the id under which the log has it.
        facts = {"question_id": on.about} if on.origin != "chat" else {"key": on.about}
        log.info("feedback is given", extra={"kind": verdict, "place": on.origin, **facts})
        return kept

    def feedback(
        self, verdict: Verdict | None = None, since: date | None = None, *, within: Within | None = None
    ) -> list[Feedback]:
        """The feedback kept, the latest first.

        Args:
            verdict: only "good" or "bad".
            since: only what was given on that day (UTC) or later.
            within: only that on answers that may be told under this limit; all if None.

        Raises:
            LibraryError: it cannot be read.
        """
        if within:
            return self._under(within).feedback(verdict, since)
        return self._feedback.all(verdict, since)

    def export_feedback(self, file: str | Path, *, within: Within | None = None) -> QuestionSet:
        """Write a test set made of the feedback, in the form of tests/gate_questions.json.

        Args:
            file: written over if it is there.
            within: as `feedback` has it.

        Raises:
            LibraryError: it cannot be read.
            NewsdeskError: the file cannot be written.
        """
        from pydantic_core import to_json

        from bot.backups.whole_file import write_whole
        from bot.feedback.feedback_questions import question_set

        found = question_set(self.feedback(within=within))
        try:
            write_whole(Path(file), to_json(found.questions, indent=2) + b"\n")
        except OSError as error:
            raise NewsdeskError(
                f"{file} cannot be written: {error.strerror}.",
                "Name a file in a folder of yours, where there is room.",
            ) from error
        return found

    def delete_feedback(self, id: str) -> None:
        """Delete feedback.

        Raises:
            FeedbackNotFoundError: there is none with that id.
            LibraryError: it cannot be written.
        """
        self._feedback.delete(id)

    def delete_feedback_about(self, about: str) -> int:
        """Delete all that was said about a question, as when it is forgotten; how many that were.

        Raises:
            LibraryError: it cannot be written.
        """
        return self._feedback.delete_about(about)
