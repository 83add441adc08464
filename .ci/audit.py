"""Looks up known vulnerabilities of the pinned versions.

Ends with 1 where one is known that a newer version mends, unless accepted.toml beside this file
gives a reason to live with it for a while. Where the database of vulnerabilities cannot be reached
it says so, and that nothing was audited, and ends with 0.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ACCEPTED = HERE / "accepted.toml"
PINNED = HERE.parent / "constraints.txt"

UNREACHED = re.compile(
    r"ConnectionError|ConnectTimeout|ReadTimeout|Max retries|Name or service|Temporary failure in name"
    r"|ProxyError|SSLError|Connection refused|Network is unreachable|Could not connect|ServiceError"
    r"|ServiceUnavailable|HTTPError|status code|Forbidden",
    re.IGNORECASE,
)
"""What pip-audit says, or its traceback, where the service did not answer."""

NOT_REACHED = "The database of vulnerabilities could not be reached: not audited."


class Finding(NamedTuple):
    """A vulnerability known of a pinned version.

    Args:
        package, version: the one pinned.
        id: of the vulnerability.
        fixed: versions that mend it; none where there is none yet.
        reason: why it is lived with; empty where it is not.
    """

    package: str
    version: str
    id: str
    fixed: tuple[str, ...]
    reason: str

    @property
    def fails(self) -> bool:
        """Whether something has to be done: there is a fix, and no reason against it."""
        return bool(self.fixed) and not self.reason


def findings(report: dict[str, Any], accepted: list[dict[str, Any]], today: date) -> list[Finding]:
    """What pip-audit found.

    Args:
        report: its JSON.
        accepted: the entries of accepted.toml: package, id, reason, and until when.
        today: an entry that has run out no longer counts.
    """
    reasons = {(one["package"], one["id"]): str(one["reason"]) for one in accepted if one["until"] >= today}
    found = []
    for dependency in report["dependencies"]:
        name = dependency["name"]
        for vulnerability in dependency.get("vulns", ()):
            ids = (vulnerability["id"], *vulnerability.get("aliases", ()))
            reason = next((reasons[name, id_] for id_ in ids if (name, id_) in reasons), "")
            fixed = tuple(vulnerability["fix_versions"])
            found.append(Finding(name, dependency["version"], vulnerability["id"], fixed, reason))
    return found


def told(finding: Finding) -> str:
    """A finding in a line."""
    what = f"{finding.package} {finding.version}: {finding.id}"
    if finding.reason:
        return f"accepted: {what}: {finding.reason}"
    if finding.fixed:
        return f"FAILED: {what}, mended in {', '.join(finding.fixed)}"
    return f"no fix yet: {what}"


def main(program: str = "pip-audit") -> int:
    """Audit, and tell what was found.

    Args:
        program: how pip-audit is called.
    """
    words = [program, "--requirement", str(PINNED), "--no-deps", "--disable-pip", "--format", "json"]
    run = subprocess.run(  # noqa: S603  # a program of the project's own tools
        [*words, "--progress-spinner", "off", "--timeout", "15"], capture_output=True, text=True, check=False
    )
    try:
        report = json.loads(run.stdout)
    except ValueError:
        if UNREACHED.search(run.stderr):
            print(NOT_REACHED)  # noqa: T201
            return 0
        print(run.stderr, file=sys.stderr)  # noqa: T201
        print("pip-audit failed; what it said is above.", file=sys.stderr)  # noqa: T201
        return 2
    skipped = [one["name"] for one in report["dependencies"] if "skip_reason" in one]
    looked = len(report["dependencies"]) - len(skipped)
    if not looked:
        # A registry that has packages but no vulnerabilities knows of none of them.
        print(NOT_REACHED)  # noqa: T201
        return 0
    accepted = tomllib.loads(ACCEPTED.read_text(encoding="utf-8")).get("accepted", [])
    found = findings(report, accepted, datetime.now(UTC).date())
    for finding in found:
        print(told(finding))  # noqa: T201
    if skipped:
        print(f"not audited: {', '.join(skipped)}")  # noqa: T201
    failing = sum(finding.fails for finding in found)
    print(f"{looked} packages audited, {len(found)} vulnerabilities known, {failing} to be mended.")  # noqa: T201
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
