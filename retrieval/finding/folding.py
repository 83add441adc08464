"""Gives each story one place among what was found: copies of one text are one hit, and credited together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from retrieval.store.story_store import Member
from retrieval.story import named_most

if TYPE_CHECKING:
    from retrieval.finding.search import FoundArticle

_LAST = datetime.max.replace(tzinfo=UTC)


def with_copies(versions: Sequence[int], stories: Mapping[int, int], most: int) -> list[int]:
    """The first versions of so many stories, then up to as many of the copies of these.

    Args:
        versions: best first.
        stories: the story of each version that has copies.
        most: how many stories at most.
    """
    firsts: list[int] = []
    copies: list[int] = []
    seen: set[int] = set()
    for version in versions:
        story = stories.get(version)
        if story is not None and story in seen:
            copies.append(version)
        elif len(firsts) < most:
            firsts.append(version)
            seen |= {story} if story is not None else set()
    return [*firsts, *copies[:most]]


def folded(
    articles: Sequence[FoundArticle], stories: Mapping[int, int], members: Sequence[Member], until: datetime
) -> tuple[list[FoundArticle], list[FoundArticle]]:
    """One article for each story, and the copies of them that were found too; both best first.

    For a story stands the best of its articles that names its outlet and day,
    or the earliest with the very same text. It has the belief in all of them
    together. An undated copy of what others carried only later is left out.

    Args:
        articles: what was found, best first.
        stories: the story of each version that has copies.
        members: the versions of these stories.
        until: outlets that carried a text only later are not credited.
    """
    groups: dict[object, list[FoundArticle]] = {}
    for article in articles:
        version = article.passages[0].place.version
        # One without copies is a group of its own.
        groups.setdefault(stories.get(version, (version,)), []).append(article)
    standing: list[FoundArticle] = []
    copies: list[FoundArticle] = []
    for story, group in groups.items():
        # One that says where and when it stood can be checked; a copy without either stands for nobody.
        best = next((a for a in group if a.article.outlet and a.article.published), group[0])
        stands = min((a for a in group if a.article.version == best.article.version), key=_published)
        if _only_later(story, group, members, until):
            continue
        carried = [m for m in members if m.story == story and (m.dated is None or m.dated <= until)]
        if carried:
            stands = _credited(stands, group, carried)
        standing.append(stands)
        copies += [article for article in group if article.article.id != stands.article.id]
    return standing, sorted(copies, key=lambda article: -article.score)


def _only_later(
    story: object, group: Sequence[FoundArticle], members: Sequence[Member], until: datetime
) -> bool:
    """Whether only undated copies are left of a text that, by those that are dated, stood only later."""
    if any(article.article.dated is not None for article in group):
        return False
    dated = [m.dated for m in members if m.story == story and m.dated is not None]
    return bool(dated) and min(dated) > until


def _credited(stands: FoundArticle, group: Sequence[FoundArticle], carried: Sequence[Member]) -> FoundArticle:
    outlets = dict.fromkeys(m.outlet for m in carried if m.outlet and m.outlet != stands.article.outlet)
    return replace(
        stands,
        score=group[0].score,
        share=sum(article.share for article in group),
        also=tuple(outlets),
        origin=named_most([m.origin for m in carried if m.origin]),
    )


def _published(article: FoundArticle) -> datetime:
    return article.article.published or _LAST
