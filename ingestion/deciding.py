"""Whether a draft is a new article, a new version of one, or nothing new: asked of the library as it is now.

It is asked twice: before a draft is embedded, which is most of the work, and once more in the
transaction that stores it, as another process may have stored the same article meanwhile.
"""

from __future__ import annotations

from typing import NamedTuple

from ingestion.draft import Draft
from ingestion.identity import identify, source_of
from retrieval.article import Article, version_of
from retrieval.library import Library
from retrieval.store.page_log import PageState


class Decision(NamedTuple):
    """What a draft is.

    Args:
        article: the draft as an article, under the id that it has or is to have.
        canonical: its canonical URL.
        first: whether there is no version of that article yet.
        known: whether the library has nothing to learn from it.
    """

    article: Article
    canonical: str | None
    first: bool
    known: bool


def decide(draft: Draft, library: Library, *, seen: frozenset[str] | set[str]) -> Decision:
    """What a draft is, by the library as it is.

    Args:
        draft: the draft, its outlet named.
        library: where it may be known.
        seen: ids of the articles met in this ingest: what says the same again has nothing to add.

    Raises:
        RefusedError: the id given is that of another article, with another URL.
    """
    id_, canonical = identify(draft, library)
    latest = library.latest(id_)
    article = _dated(_article(draft, id_), latest)
    known = latest is not None and _known(article, latest, library, again=id_ in seen)
    return Decision(article, canonical, latest is None, known)


def outdated(state: PageState, library: Library) -> bool:
    """Whether another process has fetched an address after this was, and recorded it."""
    recorded = library.page(state.address)
    if recorded is None or recorded.fetched_at <= state.fetched_at:
        return False
    # One recorded in the future had a clock that was wrong.
    return recorded.fetched_at <= library.now().isoformat(timespec="seconds")


def _dated(article: Article, latest: Article | None) -> Article:
    """The article with the dates that it had where the same source now states none.

    Of two feeds that list a page perhaps one tells its day; undated, a correction would come before
    what it corrects.
    """
    if latest is None or article.dated is not None or article.source != latest.source:
        return article
    dates = ("published", "published_precision", "modified")
    return article.model_copy(update={name: getattr(latest, name) for name in dates})


def _known(article: Article, latest: Article, library: Library, *, again: bool) -> bool:
    if article.version == latest.version:
        # The file it is read from may be another; what it says of itself decides.
        return article.model_copy(update={"source": latest.source}) == latest or again
    if article.dated is None:
        # The same file says again what it said before the latest version: that is the latest again.
        older = latest.dated is not None or article.source != latest.source
    else:
        older = latest.dated is not None and article.dated < latest.dated
    return older and library.version_known(article.id, article.version)


def _article(draft: Draft, id_: str) -> Article:
    published, modified = draft.published, draft.modified
    if published is not None and modified is not None and modified.at < published.at:
        # No version is older than the first: such a date would put a correction before what it corrects.
        modified = None
    return Article(
        id=id_,
        version=version_of(draft.text),
        url=draft.url,
        outlet=draft.outlet,
        title=draft.title,
        byline=draft.byline,
        published=published.at if published else None,
        published_precision=published.precision if published else None,
        modified=modified.at if modified else None,
        kind=draft.kind,
        language=draft.language,
        source=source_of(draft),
        text=draft.text,
    )
