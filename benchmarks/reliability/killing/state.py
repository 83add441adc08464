"""What a library has to hold after a kill, and whether it does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.reliability.killing.bulletins import Bulletin
from benchmarks.reliability.killing.work import Work
from bot.desk import Newsdesk
from config.errors import ArticleNotFoundError
from retrieval.answer import Answer, Citation
from retrieval.article import version_of


@dataclass
class State:
    """What is known of a library.

    Args:
        held: the editions of each bulletin that have to be there, by its number.
        addresses: of the bulletins, by their number.
        citations: given before.
        maybe: editions that may be there or not: a process died while it stored them.
        leaving: numbers of bulletins that may be there or not: it died while it removed them.
        withdrawn: numbers of those that may answer no more.
    """

    held: dict[int, list[Bulletin]]
    addresses: dict[int, str]
    citations: list[Citation] = field(default_factory=list)
    maybe: list[Bulletin] = field(default_factory=list)
    leaving: set[int] = field(default_factory=set)
    withdrawn: set[int] = field(default_factory=set)

    def begun(self, work: Work, acknowledged: Sequence[tuple[str, str, str]]) -> State:
        """The state when work was killed that had acknowledged so much.

        Args:
            work: what was killed.
            acknowledged: kind, address and version of each thing told before.
        """
        held = {n: list(editions) for n, editions in self.held.items()}
        addresses = {**self.addresses, **work.addresses}
        numbers = {address: n for n, address in addresses.items()}
        editions = {(one.n, _version(one)): one for one in work.put}
        for kind, address, version in acknowledged:
            n = numbers[address]
            if kind == "out":
                held.pop(n, None)
            elif kind == "in" and (one := editions[n, version]) not in held.setdefault(n, []):
                held[n].append(one)
        return State(
            held,
            addresses,
            self.citations,
            [one for one in work.put if one not in held.get(one.n, [])],
            {one.n for one in work.out if one.n in held},
            self.withdrawn | {one.n for one in work.gone},
        )

    def done(self, work: Work) -> State:
        """The state when work is done."""
        held = {n: list(editions) for n, editions in self.held.items()}
        for one in work.put:
            if one not in held.setdefault(one.n, []):
                held[one.n].append(one)
        for one in work.out:
            held.pop(one.n, None)
        withdrawn = self.withdrawn | {one.n for one in work.gone}
        return State(held, {**self.addresses, **work.addresses}, self.citations, withdrawn=withdrawn)

    def faults(self, desk: Newsdesk) -> list[str]:
        """Each acknowledged edition that is not there once and whole, each citation that does not resolve."""
        found = []
        rows = desk._library._db.execute(
            "SELECT v.url, v.version, v.text, count(*) OVER (PARTITION BY v.url, v.version), "
            "(SELECT count(*) FROM passages p WHERE p.version = v.key), v.article FROM versions v"
        ).fetchall()
        there = {(url, version): (text, times, passages) for url, version, text, times, passages, _ in rows}
        owners: dict[str, set[int]] = {}
        for row in rows:
            owners.setdefault(row[0], set()).add(row[5])
        found += [f"{url} is {len(keys)} articles" for url, keys in owners.items() if len(keys) > 1]
        may = {(self.addresses[one.n], _version(one)) for one in self.maybe}
        for n, editions in self.held.items():
            for one in editions:
                name = (self.addresses[n], _version(one))
                text, times, passages = there.pop(name, ("", 0, 0))
                if n in self.leaving and not times:
                    continue
                if text != _text(one) or times != 1 or not passages:
                    found.append(f"{name} is there {times} times with {passages} passages")
        found += [f"{name} is there and should not be" for name in there if name not in may]
        return found + self._lost(desk)

    def _lost(self, desk: Newsdesk) -> list[str]:
        urls = {self.addresses[n] for n in self.held if n not in self.leaving}
        lost = []
        for citation in self.citations:
            if citation.url not in urls:
                continue
            with suppress(ArticleNotFoundError):
                article = desk.article(citation.article_id, citation.version)
                if article.text[citation.start : citation.end] == citation.quote:
                    continue
            lost.append(f"the citation {citation.article_id} {citation.version} does not resolve")
        return lost

    def verdict(self, answer: Answer, of: Bulletin, *, settled: bool) -> str:
        """Whether an answer is "right", "declined" or "wrong".

        Args:
            answer: what was answered.
            of: the edition that it was asked about.
            settled: whether the library is in the middle of nothing, so that the last edition answers.
        """
        if not answer.citations:
            return "declined"
        n = of.n - of.copied
        held = [[one.edition for one in self.held.get(m, [])] for m in (n, n + 1)]
        maybe = {one.edition for one in self.maybe if one.n - one.copied == n}
        allowed = maybe.union(*([max(editions)] if settled and editions else editions for editions in held))
        quote = answer.citations[0].quote
        right = any(str(Bulletin(n, edition).employed) in quote for edition in allowed)
        return "right" if right else "wrong"


def _text(one: Bulletin) -> str:
    return "\n\n".join(one.lines)


def _version(one: Bulletin) -> str:
    return version_of(_text(one))
