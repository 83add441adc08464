"""What is wrong with an answer, held against the library and against what was written."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from benchmarks.reliability.readers.chronicle import Chronicle
from benchmarks.reliability.readers.mills import mill_of, text_of
from benchmarks.reliability.readers.questions import Asked
from bot.desk import Newsdesk
from config.errors import ArticleNotFoundError
from retrieval.answer import Answer, Citation

KEPT = 200
"""Citations of earlier answers that are looked up again, now and then."""


class Judge:
    """Looks up citations, those of the answer at hand and earlier ones.

    Args:
        desk: the library.
        chronicle: what was written.
        chance: draws the earlier ones.
    """

    def __init__(self, desk: Newsdesk, chronicle: Chronicle, chance: random.Random) -> None:
        self._desk = desk
        self._chronicle = chronicle
        self._chance = chance
        self._earlier: deque[Citation] = deque(maxlen=KEPT)
        self.checked: Counter[str] = Counter()
        """How many citations were found as they should be, and how many of removed articles refused."""

    def wrong(
        self, asked: Asked, answer: Answer, had: Mapping[int, int], gone: AbstractSet[int]
    ) -> list[str]:
        """What is wrong with an answer, in words.

        Args:
            asked: its question.
            answer: itself.
            had: the latest version of each mill that was acknowledged before it was asked.
            gone: the mills whose removal was acknowledged before.
        """
        if asked.kind in ("staying", "recent") and answer.kind == "abstained":
            self.checked[f"declined, {asked.kind}"] += 1
        found = [fault for c in answer.citations for fault in self._faults(c, had, gone)]
        found += _as_a_whole(asked, answer)
        if self._earlier:
            found += self._looked_up(self._chance.choice(self._earlier), "later")
        self._earlier.extend(answer.citations)
        return found

    def _faults(self, citation: Citation, had: Mapping[int, int], gone: AbstractSet[int]) -> list[str]:
        found = self._looked_up(citation, "now")
        mill = mill_of(citation.url)
        if mill is None:
            return found
        if mill in gone:
            found.append(f"cites mill {mill}, which was removed before")
        versions = [text_of(mill, n) for n in range(had.get(mill, 0), self._begun(mill) + 1)]
        if not any(text[citation.start : citation.end] == citation.quote for text in versions):
            found.append(f"cites mill {mill} in a version older than {had.get(mill)}, or in none")
        return found

    def _begun(self, mill: int) -> int:
        self._chronicle.follow()
        return self._chronicle.began.get(mill, 0)

    def _looked_up(self, citation: Citation, when: str) -> list[str]:
        """Look a citation up by its article's id and its version."""
        try:
            article = self._desk.article(citation.article_id, citation.version)
        except ArticleNotFoundError as error:
            self._chronicle.follow()
            mill = mill_of(citation.url)
            if mill in self._chronicle.removing and str(error).startswith("No article has the id"):
                self.checked[f"refused {when}, removed"] += 1
                return []
            return [f"looked up {when}: {error}"]
        if article.text[citation.start : citation.end] != citation.quote:
            return [f"looked up {when}, something else stands there: {citation.quote}"]
        mill = mill_of(article.url)
        if mill is not None and all(article.text != text_of(mill, n) for n in range(self._begun(mill) + 1)):
            return [f"looked up {when}, a text that was never written: {article.id}"]
        self.checked[f"as quoted, {when}"] += 1
        return []


def _as_a_whole(asked: Asked, answer: Answer) -> list[str]:
    """What is wrong with its citations taken together, or under its limit."""
    named: dict[str, set[str]] = {}
    for citation in answer.citations:
        named.setdefault(citation.article_id, set()).add(citation.version)
    found = [f"two versions of {one}" for one, versions in named.items() if len(versions) > 1]
    allowed = set(asked.within.outlets) if asked.within else None
    if allowed is not None:
        found += [f"outside its limit: {c.outlet}" for c in answer.citations if c.outlet not in allowed]
    return found
