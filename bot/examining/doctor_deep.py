"""Compares every row and every entry of the indexes; tells how many, and names what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.status import Check
from config.errors import ArticleNotFoundError, NewsdeskError
from ingestion.audit.compared import Compared

if TYPE_CHECKING:
    from bot.desk import Newsdesk

NAMED = 5
"""Wrong items named in words; all of them are in the JSON."""


def examine_deeply(desk: Newsdesk) -> list[Check]:
    """Every comparison in turn; none raises."""
    parts: list[tuple[str, Callable[[], list[Compared]]]] = [
        ("every row", desk.compare_rows),
        ("every index", desk.compare_indexes),
        ("embedding", desk.compare_embedding),
        ("citations kept", lambda: [citations_kept(desk)]),
    ]
    found = []
    for name, compare in parts:
        try:
            found += [in_words(compared) for compared in compare()]
        except NewsdeskError as error:
            found.append(Check(name=name, ok=False, detail=error.message, mend=error.hint))
        except (OSError, ValueError) as error:
            # A ValueError comes of a row that nothing of ours has written.
            found.append(Check(name=name, ok=False, detail=str(error), mend="newsdesk reindex"))
    return found


def in_words(compared: Compared) -> Check:
    """What came of a comparison, as the doctor tells it."""
    wrong = compared.wrong
    further = f" and {len(wrong) - NAMED:,} more" if len(wrong) > NAMED else ""
    told = f"of {compared.rows:,} {compared.of} {len(wrong):,} wrong: {'; '.join(wrong[:NAMED])}{further}"
    well = f"{compared.rows:,} {compared.of}{compared.note}"
    return Check(
        name=compared.what,
        ok=not wrong,
        detail=told if wrong else well,
        mend=compared.mend,
        compared=compared.rows,
        wrong=wrong,
    )


def citations_kept(desk: Newsdesk) -> Compared:
    """Look whether every citation in a conversation is still what its version of the article says."""
    rows = 0
    removed = 0
    wrong = []
    for conversation in desk.conversations():
        for turn in desk.turns(conversation.id):
            for citation in turn.answer.citations if turn.answer else ():
                rows += 1
                try:
                    article = desk.article(citation.article_id, citation.version)
                except ArticleNotFoundError:
                    removed += 1
                    continue
                if article.text[citation.start : citation.end] != citation.quote:
                    wrong.append(f"[{citation.ordinal}] of turn {turn.n} in conversation {conversation.id}")
    note = f"; {removed:,} of articles that were removed" if removed else ""
    mend = "Restore a backup: newsdesk restore FILE"
    return Compared("citations kept", rows, "citations in conversations", tuple(wrong), mend, note)
