"""The page that tells under which licences the libraries are that Newsdesk runs on.

Written from what is installed: python -m bot.licences > docs/licences.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from bot.showing.screen import write

ALLOWED = re.compile(
    r"(?:MIT(?:-0|-CMU)?|X11|BSD(?:-[0234]-Clause)?|0BSD|Apache-2\.0|ISC|PSF-2\.0|Python-2\.0(?:\.1)?|Zlib"
    r"|MPL-2\.0|LGPL-(?:2\.1|3\.0)(?:-only|-or-later)?|Unlicense|CC0-1\.0|HPND|CNRI-Python|BSL-1\.0|Unicode-3\.0"
    r"|libpng-2\.0|MIT AND PSF-2\.0|Bzip2)(?: WITH [\w.-]+)?"
)
"""Permissive licences, and those that ask only for changes to the library itself to be given back."""

_KNOWN = {
    r"apache(?: software)?(?: license)?,?(?: version)? ?2(?:\.0)?(?: license)?": "Apache-2.0",
    r"apache software license|apache": "Apache-2.0",
    r"(?:the )?mit(?: license)?(?: \(mit\))?|expat(?: license)?": "MIT",
    r"(?:new |modified |revised )?bsd(?: license)?": "BSD-3-Clause",
    r"bsd[- ]3(?:-clause)?(?: license)?|3-clause bsd.*": "BSD-3-Clause",
    r"bsd[- ]2(?:-clause)?(?: license)?|simplified bsd|2-clause bsd.*": "BSD-2-Clause",
    r"isc(?: license)?(?: \(iscl\))?": "ISC",
    r"mozilla public license 2\.0(?: \(mpl 2\.0\))?|mpl[- ]2\.0": "MPL-2.0",
    r"gnu lesser general public license v3(?: or later)? ?(?:\(lgplv3\+?\))?": "LGPL-3.0-only",
    r"lgpl ?v?3(?:\.0)?|lgpl with exceptions|lgpl": "LGPL-3.0-only",
    r"gnu library or lesser general public license \(lgpl\)": "LGPL-3.0-only",
    r"python software foundation license|psf(?:[- ]license)?|psf-2\.0": "PSF-2.0",
    r"the unlicense(?: \(unlicense\))?": "Unlicense",
    r"historical permission notice and disclaimer \(hpnd\)": "HPND",
    r"zlib/libpng license": "Zlib",
}
"""How people write the licences' names, and the SPDX identifier of each."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_JOINED = re.compile(r"\s+(?:AND|OR)\s+", re.IGNORECASE)

LOOKED_UP: dict[str, str] = {}
"""Of packages whose metadata does not tell, read in the licence file that they ship."""

_OWN = "newsdesk"
_HEAD = """# Licences

What Newsdesk needs to run, with all that comes along, and under which licence each is. Newsdesk
itself is under the [MIT licence](../LICENSE). Written by `python -m bot.licences` from what is
installed; a test compares it with constraints.txt, and refuses a licence that is neither permissive
nor one that asks only for changes to the library itself (LGPL, MPL).

| package | version | licence |
|---|---|---|"""


class Licensed(NamedTuple):
    """A package and its licence, as an SPDX expression where it is known."""

    name: str
    version: str
    licence: str

    @property
    def allowed(self) -> bool:
        """Whether it may be built on: of what is joined by OR one is enough, by AND all are needed."""
        return any(
            all(ALLOWED.fullmatch(part.strip(" ()")) for part in re.split(r"\s+AND\s+", choice))
            for choice in re.split(r"\s+OR\s+", self.licence)
        )


def needed(name: str = _OWN) -> list[Licensed]:
    """The packages that one needs to run, with theirs, as they are installed.

    Args:
        name: of the package; what only its extras need is left out.
    """
    found: dict[str, Licensed] = {}
    waiting = list(_requirements(distribution(name)))
    while waiting:
        one = waiting.pop()
        key = canonical(one)
        if key in found:
            continue
        try:
            held = distribution(one)
        except PackageNotFoundError:
            # For another system or another Python.
            continue
        found[key] = Licensed(key, held.version.partition("+")[0], licence_of(held))
        waiting += _requirements(held)
    return sorted(found.values())


def canonical(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(held: Distribution) -> str:
    """The licence that a package's metadata tells, as SPDX has it where that is clear."""
    looked_up = LOOKED_UP.get(canonical(held.metadata["Name"]))
    if looked_up:
        return looked_up
    told = held.metadata
    if "License-Expression" in told:
        return str(told["License-Expression"])
    classified = [
        line.rpartition("::")[2].strip() for line in told.get_all("Classifier", []) if _is_licence(line)
    ]
    named = str((told.get_all("License") or [""])[0]).strip().partition("\n")[0]
    for one in (named, *classified):
        if spdx := _spdx(one):
            return spdx
    return named[:60] or " OR ".join(classified) or "not told"


def page(packages: list[Licensed]) -> str:
    """The page of these packages."""
    rows = [f"| {one.name} | {one.version} | {one.licence} |" for one in packages]
    return "\n".join([_HEAD, *rows])


def _is_licence(line: str) -> bool:
    return line.startswith("License ::") and not line.endswith("OSI Approved")


def _spdx(named: str) -> str:
    plain = named.strip().lower()
    if ALLOWED.fullmatch(named.strip()):
        return named.strip()
    if _JOINED.search(named) and all(ALLOWED.fullmatch(part.strip(" ()")) for part in _JOINED.split(named)):
        return named.strip()
    return next((spdx for pattern, spdx in _KNOWN.items() if re.fullmatch(pattern, plain)), "")


def _requirements(held: Distribution) -> Iterator[str]:
    """The names of what a package requires, without extras of its own."""
    from packaging.requirements import Requirement

    for line in held.requires or ():
        required = Requirement(line)
        if required.marker is None or required.marker.evaluate({"extra": ""}):
            yield required.name
            for extra in required.extras:
                yield from _extra(required.name, extra)


def _extra(name: str, extra: str) -> Iterator[str]:
    from packaging.requirements import Requirement

    try:
        held = distribution(name)
    except PackageNotFoundError:
        return
    for line in held.requires or ():
        required = Requirement(line)
        if required.marker is not None and required.marker.evaluate({"extra": extra}):
            yield required.name


if __name__ == "__main__":
    write(page(needed()))
