"""Whether a file that holds secrets is for its owner's eyes alone."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from config.redaction import redact_shapes
from config.settings import Settings, is_secret, settings_file

_OTHERS_READ = stat.S_IRGRP | stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_ROOT = 0


class Exposed(NamedTuple):
    """What is wrong with a file's rights, and what mends it."""

    why: str
    mend: str


def exposed(file: Path) -> Exposed | None:
    """How others on this machine may come to read or change a file; None where they may not.

    Args:
        file: which is there.
    """
    if os.name != "posix":
        return None
    held, folder = file.stat(), file.resolve().parent.stat()
    if held.st_uid not in {os.geteuid(), _ROOT}:
        return Exposed(f"it belongs to {_name(held.st_uid)}", f"chown {_name(os.geteuid())} {file}")
    if held.st_mode & _OTHERS_READ:
        return Exposed(f"mode {stat.S_IMODE(held.st_mode):03o}", f"chmod 600 {file}")
    if folder.st_uid not in {os.geteuid(), _ROOT}:
        return Exposed(
            f"its folder belongs to {_name(folder.st_uid)}", f"chown {_name(os.geteuid())} {file.parent}"
        )
    # In a folder such as /tmp nobody can put another's file aside.
    if folder.st_mode & _OTHERS_WRITE and not folder.st_mode & stat.S_ISVTX:
        return Exposed(
            f"its folder can be written by others, mode {stat.S_IMODE(folder.st_mode):03o}",
            f"chmod go-w {file.parent}",
        )
    return None


def keys_in(file: Path) -> Iterator[str]:
    """The settings in a settings file that are secret, or are addresses with a password in them."""
    if not file.is_file():
        return
    held = tomllib.loads(file.read_text(encoding="utf-8"))
    for name, field in Settings.model_fields.items():
        value = held.get(name)
        if value and (is_secret(field) or (isinstance(value, str) and redact_shapes(value) != value)):
            yield name


def warning() -> str:
    """One sentence where others may read, or replace, the secrets of the settings file; else empty."""
    file = settings_file()
    try:
        found = exposed(file) if file.is_file() else None
        keys = sorted(keys_in(file)) if found else []
    except (OSError, ValueError):
        # Whoever reads the file next says what is wrong with it.
        return ""
    if found is None or not keys:
        return ""
    return f"Others on this machine may get at {', '.join(keys)} in {file} ({found.why}): {found.mend}"


def _name(user: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
