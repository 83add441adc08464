"""The part of the facade that checks what a text claims."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.facade.parts import Parts
from bot.question_outcome import checks_noted
from config.log_ids import as_question_told

if TYPE_CHECKING:
    from retrieval.accounts.claim_check import ClaimCheck
    from retrieval.asking.within import Within


class ClaimChecking(Parts):
    """A desk's checks of claims; `Newsdesk` has all else."""

    def claims(self, text: str) -> list[str]:
        """The sentences of a text that state something that could be checked, in their order."""
        from retrieval.accounts.claim_check import claims_in

        return claims_in(text)

    def check_claims(
        self, text: str, *, as_of: date | datetime | None = None, within: Within | None = None
    ) -> list[ClaimCheck]:
        """What the library holds for and against each sentence of a text that states something.

        Args:
            text: somebody's message; its first eight such sentences are checked.
            as_of: nothing published after this day is used; today if None.
            within: only articles within this limit are used or known of; all if None.

        Returns:
            One for each, in the order of the text; none where it states nothing.

        Raises:
            LibraryError, ModelMismatchError, ModelError: as `Newsdesk.ask` does.
        """
        return list(self.claim_checks(self.claims(text), as_of=as_of, within=within))

    @as_question_told
    def claim_checks(
        self,
        claims: Sequence[str],
        *,
        as_of: date | datetime | None = None,
        within: Within | None = None,
        stop: threading.Event | None = None,
    ) -> Generator[ClaimCheck, None, None]:
        """The same for claims found before, each told as soon as it is checked.

        Args:
            claims: as `claims` finds them; the first eight are checked.
            as_of: as `check_claims` has it.
            within: likewise.
            stop: another thread sets it to end the work after the claim under way.

        Raises:
            LibraryError, ModelMismatchError, ModelError: as `Newsdesk.ask` does.
        """
        if not claims:
            return
        if within:
            yield from self._under(within).claim_checks(claims, as_of=as_of, stop=stop)
            return
        yield from checks_noted(self._checks(claims, as_of, stop), self._count)

    def _checks(
        self, claims: Sequence[str], as_of: date | datetime | None, stop: threading.Event | None
    ) -> Generator[ClaimCheck, None, None]:
        from retrieval.accounts.claim_check import CLAIMS, check_claim

        queries = [self._understood(claim, as_of) for claim in claims[:CLAIMS]]
        self._make_ready()
        for query in queries:
            if stop is not None and stop.is_set():
                return
            yield self._retried(lambda query=query: check_claim(query, self._means))  # type: ignore[misc]
