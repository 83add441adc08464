"""Looks whether the Chroma server that is set answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.status import Check
from retrieval.index.chroma_server import connected, server_of

if TYPE_CHECKING:
    from bot.desk import Newsdesk


def chroma_server(desk: Newsdesk) -> Check:
    """Whether it can be reached with what is set; what it holds is the index's to tell.

    Raises:
        LibraryError: it cannot.
    """
    server = server_of(desk.settings)
    if server is None:
        return Check(name="Chroma server", ok=True, detail="none is set")
    connected(server)
    return Check(name="Chroma server", ok=True, detail=f"{server.url} answers")
