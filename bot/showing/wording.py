"""Facts in words, the same on a terminal and in a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.showing.inert import inert, one_line
from retrieval import wording as words
from retrieval.wording import dated_in_words, day_in_words, published_in_words

if TYPE_CHECKING:
    from bot.status import Status
    from ingestion.report import Report
    from retrieval.answer import Answer, Citation, Source
    from retrieval.article import Article
    from retrieval.statement import Statement
    from retrieval.store.withdrawals import Withdrawal
    from retrieval.story import Story
    from retrieval.wording import Published


def count(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 passage", "2,300 passages"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def published_briefly(thing: Published) -> str:
    """The date as "2021-12-31", "2021-12" or "2021", by how precisely it is known."""
    if thing.published is None:
        return "undated"
    known = {"year": 4, "month": 7}.get(thing.published_precision or "", 10)
    return thing.published.date().isoformat()[:known]


def outlet_in_words(thing: Published) -> str:
    """The outlet, else the host of the address, made harmless."""
    return one_line(words.outlet_in_words(thing))


def lead_in(citation: Citation) -> str:
    """Who said it and when, and where it stands, made harmless."""
    return one_line(words.lead_in(citation))


def origin(thing: Published) -> str:
    """Outlet, title and date: "The Harbour Post, “Title”, 31 December 2021"."""
    parts = [one_line(words.labelled_outlet(thing))]
    if thing.title:
        parts.append(f"“{one_line(thing.title)}”")
    return ", ".join([*parts, dated_in_words(thing)])


def markers(source: Source) -> str:
    """The markers of the citations from one source: "[1][3]"."""
    return "".join(f"[{n}]" for n in source.ordinals)


def address(thing: Published) -> str:
    """The address as it may be shown; empty where there is none."""
    return inert((thing.url or "").replace("\n", "␊").replace("\t", "␉"))


def weight(source: Source) -> str:
    """How much of a source was found, where that is more than the one passage."""
    return f"({count(source.passages, 'passage')})" if source.passages > 1 else ""


def source_line(source: Source) -> str:
    """One line of the list of sources."""
    place = ", ".join(part for part in (origin(source), address(source)) if part)
    line = " ".join(part for part in (markers(source), place, weight(source)) if part)
    return ", ".join(part for part in (line, carried(source)) if part)


def also(source: Source | Statement) -> str:
    """Who carried the same text: "also in The Evening Lantern, Northern Courier"."""
    return f"also in {', '.join(map(one_line, source.also))}" if source.also else ""


def carried(source: Source) -> str:
    """Whose text it is and who else carried it: "from Meridian Wire, also in The Evening Lantern"."""
    origin = f"from {one_line(source.origin)}" if source.origin and source.origin != source.outlet else ""
    also = f"also in {', '.join(map(one_line, source.also))}" if source.also else ""
    return ", ".join(part for part in (origin, also) if part)


def nearest_named(answer: Answer) -> bool:
    """Whether the text of an answer names the nearest article itself, all but its address."""
    title = answer.nearest.title if answer.nearest else None
    return bool(title) and f"“{title}”" in answer.text


def closing(answer: Answer) -> list[str]:
    """What comes last: how the question was understood, what the reader should know, and the footing."""
    return [*read(answer), footing(answer)]


def read(answer: Answer) -> list[str]:
    """How the question was understood, and what the reader should know."""
    understood = words.understood_in_words(answer.understood)
    return [one_line(line) for line in (understood, *answer.notes) if line]


def footing(answer: Answer) -> str:
    """What the answer rests on: "confidence 0.83, as of 2 January 2022"."""
    told = f"confidence {answer.confidence:.2f}, as of {day_in_words(answer.as_of)}"
    return ", ".join([told, *_usage(answer)])


def _usage(answer: Answer) -> list[str]:
    """Which model wrote it and what that took."""
    usage = answer.usage
    if usage is None:
        return []
    took = f"{usage.input_tokens + usage.output_tokens:,} tokens" if usage.output_tokens else ""
    cost = f"cost {usage.cost:.4f}" if usage.cost is not None else ""
    kept = "kept from before" if usage.cached else ""
    named = one_line(f"by {usage.model}" if answer.kind == "written" else f"{usage.model} asked")
    return [", ".join(part for part in (named, took, cost, kept) if part)]


def report_in_words(report: Report) -> str:
    """The counts of an ingest on one line; what did not happen is not mentioned."""
    counts = (
        (report.new, "new"),
        (report.updated, "updated"),
        (report.unchanged, "unchanged"),
        (report.same, "the same as another"),
        (report.copies, "copy of another’s text" if report.copies == 1 else "copies of others’ text"),
        (report.withdrawn, "withdrawn"),
        (len(report.refused), "refused"),
    )
    told = ", ".join(f"{number:,} {what}" for number, what in counts if number) or "nothing to take in"
    return f"{told} ({report.seconds:.1f} s)"


def status_rows(status: Status) -> list[tuple[str, str]]:
    """The library, fact by fact."""
    span = " to ".join(day_in_words(d.date()) for d in (status.earliest, status.latest) if d)
    rows = [
        ("library", one_line(status.database or str(status.library))),
        *([("indexes", one_line(str(status.library)))] if status.database else []),
        ("articles", f"{status.articles:,} ({count(status.versions, 'version')})"),
        ("outlets", f"{status.outlets:,}"),
        ("published", span or "no dated article"),
        ("passages", f"{status.passages:,}"),
        ("model", one_line(status.model)),
        ("vectors", status.vectors),
        ("size", f"{status.size_bytes / 1e6:,.1f} MB"),
    ]
    if status.pending:
        passages = count(status.pending, "passage")
        rows.append(("to index", f"{passages} not searchable yet; `newsdesk reindex` does it now"))
    return rows


def article_rows(article: Article, versions: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What is known of an article beside its text."""
    rows = [("id", one_line(article.id)), ("version", article.version)]
    others = [v for v in versions if v != article.version]
    if others:
        rows.append(("other versions", ", ".join(others)))
    if article.url:
        rows.append(("address", address(article)))
    if article.byline:
        rows.append(("by", ", ".join(one_line(name) for name in article.byline)))
    if article.modified:
        rows.append(("modified", day_in_words(article.modified.date())))
    if article.kind != "news":
        rows.append(("kind", article.kind))
    return rows


def withdrawal_rows(withdrawal: Withdrawal | None) -> list[tuple[str, str]]:
    """That an article no longer answers, since when and why; nothing where it does."""
    if withdrawal is None:
        return []
    return [(f"withdrawn on {day_in_words(withdrawal.at.date())}", one_line(withdrawal.reason))]


def story_rows(article: Article, story: Story | None) -> list[tuple[str, str]]:
    """What is known of the copies of an article; nothing where it has none and names no source."""
    rows = [("text from", one_line(story.origin))] if story and story.origin else []
    if story is None or len(story.articles) < 2:
        return rows
    told = f"{count(len(story.articles), 'article')} of {count(story.voices, 'publisher')}"
    if story.earliest is not None:
        told += f", first {published_in_words(story.articles[0])}"
    others = [other for other in story.articles if other.id != article.id]
    return [
        *rows,
        ("story", told),
        *(("also in", f"{origin(other)} · {one_line(other.id)}") for other in others),
    ]
