"""The part of the facade that tells how evidence is found."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.facade.parts import Parts
from config.log_ids import as_question

if TYPE_CHECKING:
    from retrieval.asking.within import Within
    from retrieval.explanation import Explanation


class Explaining(Parts):
    """Explanations of answers; see `Parts` for its arguments."""

    @as_question
    def explain(
        self, question: str, *, as_of: date | datetime | None = None, within: Within | None = None
    ) -> Explanation:
        """How the evidence for a question is found in the library as it is now.

        Args:
            question: as it was answered, see `Answer.question`.
            as_of: nothing published after this day is used; today if None.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            QuestionError, LibraryError, ModelMismatchError, ModelError: as `Newsdesk.ask` does.
        """
        if within:
            return self._under(within).explain(question, as_of=as_of)
        from retrieval.explaining import explain

        query = self._understood(question, as_of)
        self._make_ready()
        return self._retried(lambda: explain(query, self._means))
