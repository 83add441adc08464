"""What Newsdesk is built on: its licences are allowed and listed, its vulnerabilities looked up."""

from __future__ import annotations

import importlib.util
import re
import stat
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.licences import Licensed, canonical, needed, page

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 29)
REPORT: dict[str, Any] = {
    "dependencies": [
        {"name": "sound", "version": "1.0", "vulns": []},
        {
            "name": "old",
            "version": "2.0",
            "vulns": [
                {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.1", "3.0"], "description": ""}
            ],
        },
        {"name": "hopeless", "version": "1", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]},
        {"name": "local", "skip_reason": "not found"},
    ],
    "fixes": [],
}


def _pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pairs = (line.partition("==")[::2] for line in lines if "==" in line)
    return {canonical(name): version for name, version in pairs}


@pytest.fixture(scope="module")
def packages() -> list[Licensed]:
    return needed()


class TestLicences:
    def test_the_page_is_that_of_what_is_installed(self, packages: list[Licensed]) -> None:
        written = (ROOT / "docs" / "licences.md").read_text("utf-8")
        assert written == page(packages) + "\n", "run: make licences"

    def test_it_lists_the_versions_pinned(self, packages: list[Licensed]) -> None:
        pinned = _pinned()
        assert len(packages) > 50
        assert {one.name: one.version for one in packages if pinned.get(one.name) != one.version} == {}

    def test_every_licence_is_allowed(self, packages: list[Licensed]) -> None:
        assert [one for one in packages if not one.allowed] == []

    @pytest.mark.parametrize(
        ("licence", "allowed"),
        [
            ("MIT", True),
            ("Apache-2.0 WITH LLVM-exception", True),
            ("GPL-2.0-only OR MIT", True),
            ("(MIT OR Apache-2.0) AND MPL-2.0", True),
            ("MIT AND GPL-3.0-only", False),
            ("AGPL-3.0", False),
            ("GPL-3.0-or-later", False),
            ("SSPL-1.0", False),
            ("not told", False),
            ("MITx", False),
        ],
    )
    def test_what_is_allowed(self, licence: str, allowed: bool) -> None:
        assert Licensed("a", "1", licence).allowed is allowed


@pytest.fixture
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module
    spec.loader.exec_module(module)
    return module


class TestAudit:
    def test_what_fails(self, audit: ModuleType) -> None:
        found = audit.findings(REPORT, [], TODAY)
        assert [(one.package, one.fails) for one in found] == [("old", True), ("hopeless", False)]
        assert "mended in 2.1, 3.0" in audit.told(found[0])

    @pytest.mark.parametrize(
        ("id_", "until", "fails"),
        [("PYSEC-1", TODAY, False), ("CVE-1", TODAY, False), ("CVE-1", date(2026, 11, 28), True)],
    )
    def test_what_is_lived_with_for_a_while(
        self, audit: ModuleType, id_: str, until: date, fails: bool
    ) -> None:
        accepted = [{"package": "old", "id": id_, "reason": "never called", "until": until}]
        assert audit.findings(REPORT, accepted, TODAY)[0].fails is fails

    @pytest.mark.parametrize(
        ("says", "on", "status", "told"),
        [
            (
                '{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}',
                "stdout",
                0,
                "1 packages audited",
            ),
            (
                '{"dependencies": [{"name": "a", "version": "1", "vulns": '
                '[{"id": "X", "fix_versions": ["2"], "aliases": []}]}]}',
                "stdout",
                1,
                "FAILED: a 1: X, mended in 2",
            ),
            ('{"dependencies": [{"name": "a", "skip_reason": "not found"}]}', "stdout", 0, "not audited"),
            ("requests.exceptions.ConnectionError: Max retries", "stderr", 0, "not audited"),
            ("ValueError: no such option", "stderr", 2, ""),
        ],
        ids=["sound", "vulnerable", "unknown to the registry", "unreached", "broken"],
    )
    def test_the_program(  # one case of how pip-audit ends
        self,
        audit: ModuleType,
        says: str,
        on: str,
        status: int,
        told: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        program = tmp_path / "pip-audit"
        program.write_text(f"#!{sys.executable}\nimport sys\nprint({says!r}, file=sys.{on})\nsys.exit(1)\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        assert audit.main(str(program)) == status
        assert told in capsys.readouterr().out

    def test_every_reason_kept_is_whole(self, audit: ModuleType) -> None:
        import tomllib

        for one in tomllib.loads(audit.ACCEPTED.read_text("utf-8")).get("accepted", []):
            assert set(one) == {"package", "id", "reason", "until"}
            assert re.search(r"\w{3}", one["reason"])
