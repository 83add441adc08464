"""Whether a library is what the outlets published, article by article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reliability.feeds_hour.articles import Article, Text
from benchmarks.reliability.feeds_hour.newsroom import Newsroom, Outlet
from bot import Newsdesk
from retrieval.article import Article as Kept


def faults(newsroom: Newsroom, library: Path) -> list[str]:
    """One line for each thing in the library that is not as it was published.

    Args:
        newsroom: the true state; nothing changes in it any more.
        library: its folder.
    """
    with Newsdesk(library=library) as desk:
        kept = desk.articles(limit=None)
        return [*_articles(newsroom, desk, kept), *_stories(newsroom, desk, kept), *_whole(desk)]


def _articles(newsroom: Newsroom, desk: Newsdesk, kept: Sequence[Kept]) -> Iterator[str]:
    of = _owners(newsroom)
    found: defaultdict[int, list[Kept]] = defaultdict(list)
    for one in kept:
        owner = of.get(_key(one))
        if owner is None:
            yield f"{one.id} was never published: {one.text[:80]!r}"
        else:
            found[owner.number].append(one)
    for outlet, article in newsroom.current():
        ones = found[article.number]
        if len(ones) != 1:
            if ones or (newsroom.listed(article) and article.state == "live"):
                yield f"{_named(outlet, article)} is there {len(ones)} times: {[one.id for one in ones]}"
            continue
        yield from (
            f"{_named(outlet, article)}: {fault}"
            for fault in _article(newsroom, outlet, article, desk, ones[0])
        )


def _article(
    newsroom: Newsroom, outlet: Outlet, article: Article, desk: Newsdesk, one: Kept
) -> Iterator[str]:
    versions = [_text(version) for version in desk.versions(one.id)]
    if one.outlet != outlet.name:
        yield f"its outlet is {one.outlet}"
    for version in versions:
        if version not in article.texts:
            yield f"a version that was never published: {version}"
    if not _in_order(versions, article.texts):
        yield f"its versions are in another order: {[_which(article, version) for version in versions]}"
    for number in article.confirmed:
        if article.texts[number] not in versions:
            yield f"text {number} was known by its validators and is not there"


def _latest(newsroom: Newsroom, outlet: Outlet, article: Article, desk: Newsdesk, one: Kept) -> Iterator[str]:
    """What is wrong with it as it answers now; later changes of what no feed lists are not known."""
    withdrawn = desk.withdrawal(one.id) is not None
    if one.outlet != outlet.name:
        yield f"its outlet is {one.outlet}"
    if newsroom.listed(article) and article.state == "live":
        if _text(one) != article.text:
            yield f"it has text {_which(article, _text(one))} and should have {article.version}"
        if one.title != article.title:
            yield f"its headline is {one.title!r} and should be {article.title!r}"
        if withdrawn:
            yield "it is withdrawn and should not be"
    if newsroom.listed(article) and article.state == "gone" and not withdrawn:
        yield "it is not withdrawn and should be"
    if withdrawn and not article.gone_told:
        yield "it is withdrawn and nobody said that it was gone"


def _stories(newsroom: Newsroom, desk: Newsdesk, kept: Sequence[Kept]) -> Iterator[str]:
    of = _owners(newsroom)
    owned = {one.id: of[_key(one)] for one in kept if _key(one) in of}
    for id_, article in owned.items():
        story = {owned[one.id].story for one in desk.story(id_).articles if one.id in owned}
        if story != {article.story}:
            yield f"the story of {id_} is that of {sorted(story)}, and it is of {article.story}"
    of_story: defaultdict[int, set[str]] = defaultdict(set)
    for id_, article in owned.items():
        of_story[article.story].add(id_)
    for number, ids in of_story.items():
        together = {one.id for one in desk.story(min(ids)).articles}
        # What was edited apart may have become another text; what is alike still has to be one story.
        alike = {id_ for id_ in ids if owned[id_].text == owned[min(ids)].text}
        if not alike <= together:
            yield f"copies of {number} are not one story: {sorted(alike - together)}"


def _whole(desk: Newsdesk) -> Iterator[str]:
    yield from desk.integrity()
    yield from desk.index_faults()
    yield from (f"passages out of place in {one}" for one in desk.misplaced())


def _owners(newsroom: Newsroom) -> dict[tuple[str, str], Article]:
    """Whose article stands at an address, or bears a place's name in an outlet's notices."""
    found: dict[tuple[str, str], Article] = {}
    for outlet, article in newsroom.current():
        if article.notice:
            found[outlet.name, article.place] = article
        for path in article.paths:
            found["", f"{outlet.base}{path}"] = article
    return found


def _key(one: Kept) -> tuple[str, str]:
    if one.url is not None:
        return "", one.url.partition("?")[0]
    return one.outlet or "", (one.title or "").rpartition(" of ")[2].partition(",")[0]


def _text(one: Kept) -> Text:
    return tuple(line for line in one.text.split("\n") if line)


def _in_order(versions: Sequence[Text], texts: Sequence[Text]) -> bool:
    """Whether the versions were published one after another in this order, others perhaps between them."""
    at = 0
    for version in versions:
        try:
            at = texts.index(version, at) + 1
        except ValueError:
            return False
    return True


def _which(article: Article, text: Text) -> str:
    return str(article.texts.index(text)) if text in article.texts else "of nobody"


def _named(outlet: Outlet, article: Article) -> str:
    return (
        f"article {article.number} ({outlet.base}{article.paths[-1]}, {article.state}, {outlet.encoding[0]})"
    )
