"""Looks whether everything that answering needs is there and agrees with the rest."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.examining.doctor_chat import chat_model
from bot.examining.doctor_chroma import chroma_server
from bot.examining.doctor_disk import disk, privacy
from bot.examining.doctor_feeds import feeds
from bot.slack.serving.check_library import check_channels
from bot.slack.serving.check_settings import Modes, check_settings, slack_is_set
from bot.status import Check
from config.errors import NewsdeskError
from config.redaction import redact

if TYPE_CHECKING:
    from bot.desk import Newsdesk

REINDEX = "newsdesk reindex"


def examine(desk: Newsdesk, *, deep: bool = False) -> list[Check]:
    """Every check in the order in which one depends on another; none raises.

    Args:
        desk: the desk that is looked at.
        deep: compare every row as well, which takes minutes for a large library.
    """
    parts: list[tuple[str, Callable[[Newsdesk], Check]]] = [
        ("Python", python),
        ("library", _library),
        ("model", _model),
        ("index", _index),
        ("quotations", _quotations),
        ("disk", disk),
        ("keys", privacy),
        ("feeds", feeds),
    ]
    found = []
    if desk.settings.reranker:
        parts.insert(3, ("reranker", _reranker))
    if desk.settings.chroma_url is not None:
        parts.append(("Chroma server", chroma_server))
    if slack_is_set(desk.settings):
        parts.append(("Slack", _slack))
    parts.append(("chat model", chat_model))
    if desk.settings.nli_model:
        parts.append(("nli model", _nli_model))
    for name, look in parts:
        try:
            found.append(look(desk))
        except NewsdeskError as error:
            found.append(Check(name=name, ok=False, detail=error.message, mend=error.hint))
        except (OSError, sqlite3.Error, ValueError) as error:
            found.append(Check(name=name, ok=False, detail=str(error), mend=REINDEX))
    found += _every_row(desk) if deep else []
    return [_without_secrets(check) for check in found]


def _every_row(desk: Newsdesk) -> list[Check]:
    from bot.examining.doctor_deep import examine_deeply

    return examine_deeply(desk)


def unopened(error: NewsdeskError) -> list[Check]:
    """What can be told where not even the library can be opened.

    Args:
        error: why it cannot.
    """
    library = Check(name="library", ok=False, detail=error.message, mend=error.hint)
    return [python(), _without_secrets(library)]


def _without_secrets(check: Check) -> Check:
    return check.model_copy(update={"detail": redact(check.detail), "mend": redact(check.mend)})


def python(_: Newsdesk | None = None) -> Check:
    """Whether Python is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(
        name="Python", ok=sys.version_info >= (3, 11), detail=version, mend="Use Python 3.11 or newer."
    )


def _library(desk: Newsdesk) -> Check:
    faults = desk.integrity()
    status = desk.status()
    detail = "; ".join(faults) or f"{status.articles:,} articles in {status.database or status.library}"
    return Check(
        name="library", ok=not faults, detail=detail, mend="Restore it, or ingest the articles anew."
    )


def _model(desk: Newsdesk) -> Check:
    manifest = desk.model()
    agreement = (
        f", agrees with the original to {manifest.parity_mean:.3f}" if manifest.route != "torch" else ""
    )
    note = f" ({manifest.note})" if manifest.note else ""
    return Check(name="model", ok=True, detail=f"{manifest.name}, {manifest.route}{agreement}{note}")


def _reranker(desk: Newsdesk) -> Check:
    manifest = desk.reranker()
    if manifest is None:
        return Check(name="reranker", ok=True, detail="none is set")
    agreement = (
        f", ranks as the original does to {manifest.parity_ranks:.3f}" if manifest.route != "torch" else ""
    )
    note = f" ({manifest.note})" if manifest.note else ""
    detail = f"{manifest.name}, {manifest.route}{agreement}, the first {desk.settings.rerank_top}{note}"
    return Check(name="reranker", ok=True, detail=detail)


def _nli_model(desk: Newsdesk) -> Check:
    manifest = desk.nli_model()
    if manifest is None:
        return Check(name="nli model", ok=True, detail="none is set")
    agreement = (
        f", its probabilities within {manifest.parity_worst:.3f} of the original's"
        if manifest.route != "torch"
        else ""
    )
    note = f" ({manifest.note})" if manifest.note else ""
    unused = "" if desk.settings.model else "; not asked while NEWSDESK_MODEL is unset"
    return Check(
        name="nli model", ok=True, detail=f"{manifest.name}, {manifest.route}{agreement}{note}{unused}"
    )


def _index(desk: Newsdesk) -> Check:
    pending = desk.status().pending
    if pending:
        detail = f"{pending:,} changes are not in the indexes yet"
        return Check(name="index", ok=False, detail=detail, mend="newsdesk ingest, or newsdesk reindex")
    faults = desk.index_faults()
    return Check(
        name="index", ok=not faults, detail="; ".join(faults) or "agrees with the library", mend=REINDEX
    )


def _slack(desk: Newsdesk) -> Check:
    """Only what can be told without the network; `newsdesk slack check` asks Slack itself."""
    http = desk.settings.slack_app_token is None and desk.settings.slack_signing_secret is not None
    wrong = [
        check for check in check_settings(desk.settings, Modes.of(desk.settings, http=http)) if not check.ok
    ]
    wrong += [check for check in check_channels(desk) if not check.ok]
    if wrong:
        return Check(name="Slack", ok=False, detail=f"{wrong[0].name}: {wrong[0].detail}", mend=wrong[0].mend)
    detail = f"set for {'HTTP' if http else 'Socket Mode'}; newsdesk slack check tries it"
    return Check(name="Slack", ok=True, detail=detail)


def _quotations(desk: Newsdesk) -> Check:
    """Every passage must stand in its article: what all quotations rest on."""
    wrong = desk.misplaced()
    detail = (
        f"passages out of place in {', '.join(wrong[:3])}" if wrong else "every passage is in its article"
    )
    return Check(name="quotations", ok=not wrong, detail=detail, mend="Ingest those articles again.")
