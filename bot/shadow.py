"""Our packages have common names: tells when Python would import another of the same name.

A check made before the first import of them, because what a stranger's
`config` raises when ours is expected explains nothing to anyone. A stranger's
`bot` is beyond its reach: then nothing of ours runs, and Python's own error
is all there is.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("config", "retrieval", "ingestion")


def check_packages() -> None:
    """Make sure that our packages are the ones Python finds beside this one.

    Nothing is imported. A package of ours lies in the folder `bot` lies in,
    whether that is a checkout or the site-packages a wheel was installed into.

    Raises:
        ImportError: one of them is another's, or is not there.
    """
    home = Path(__file__).parent.parent
    for name in PACKAGES:
        found = _location(name)
        if found is None:
            raise ImportError(
                f"Newsdesk's package {name} is missing from {home}, so install Newsdesk again.", name=name
            )
        if found.resolve() != (home / name).resolve():
            raise ImportError(
                f"Newsdesk wants an environment of its own: {found} has the name of its package {name} and "
                "is found first, so take that off PYTHONPATH, start Newsdesk from another folder, "
                "or install it in a new virtual environment.",
                name=name,
                path=str(found),
            )


def _location(name: str) -> Path | None:
    """The folder of a package, or the file of a module, that `import name` gives; None for neither."""
    loaded = sys.modules.get(name)
    # A program's own `config` that is imported already stays; its spec may be unset, which find_spec refuses.
    spec = find_spec(name) if loaded is None else loaded.__spec__
    if spec is None:
        file = getattr(loaded, "__file__", None)
        return Path(file) if file else None
    if spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    return Path(spec.origin) if spec.origin else None
