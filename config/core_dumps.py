"""A process that holds secrets leaves no image of its memory behind."""

from __future__ import annotations

from contextlib import suppress


def forbid_core_dumps() -> None:
    """Have the system write no core file of this process, however it ends."""
    # Where there is no such module, as on Windows, there are no core files either.
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
