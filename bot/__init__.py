"""Ask the news: `from bot import ask, Newsdesk`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.desk import Newsdesk, ask

__all__ = ["Newsdesk", "ask"]


def __getattr__(name: str) -> Any:
    # Loaded at first use, so that `newsdesk --help` pays for nothing it does not need.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from bot.shadow import check_packages

    check_packages()
    import bot.desk

    return getattr(bot.desk, name)
