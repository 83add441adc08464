"""The part of the facade that checks what a text claims."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.parts import Parts
from retrieval.asking.question import understand

if TYPE_CHECKING:
    from retrieval.accounts.claim_check import ClaimCheck
    from retrieval.asking.within import Within


class ClaimChecking(Parts):
    """A desk's checks of claims; `Newsdesk` has all else."""

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
        from retrieval.accounts.claim_check import check_claim, claims_in

        if within:
            return self._under(within).check_claims(text, as_of=as_of)
        queries = [understand(claim, as_of, self._held()) for claim in claims_in(text)]
        self._make_ready()
        return self._retried(lambda: [check_claim(query, self._means) for query in queries])
