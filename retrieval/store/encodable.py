"""Names as a store can be asked for them."""

from __future__ import annotations


def encodable(name: str) -> str:
    """A name without what no encoding, or no store, has: half characters and NUL are in no name kept."""
    return name.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
