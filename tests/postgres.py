"""A real PostgreSQL for tests, where Debian's packages or the like have put one."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from pydantic import SecretStr
from sqlalchemy import make_url

USER = "newsdesk"
UNPRIVILEGED = ("postgres", "nobody")
"""Who runs it where the tests are root's: as root it does not start."""


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    on_path = shutil.which("initdb")
    every = [*found, *([Path(on_path)] if on_path else [])]
    return every[-1].parent if every else None


def _version(path: Path) -> int:
    name = path.parent.parent.name
    return int(name) if name.isdigit() else 0


class Postgres:
    """One server, reached through a socket in a folder of its own; nothing of it outlives `remove`."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="newsdesk-postgres-", dir="/tmp"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            known = {one.pw_name: one for one in pwd.getpwall()}
            user = next(known[name] for name in UNPRIVILEGED if name in known)
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._made = 0
        words = ("--username", USER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8")
        self._run("initdb", "--pgdata", "data", *words, "--no-sync", "--no-instructions")
        self.start()

    def _run(self, program: str, *words: str) -> None:
        with (self.folder / f"{program}.out").open("ab") as out:
            subprocess.run(
                [self._programs / program, *words],
                cwd=self.folder,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                check=True,
                timeout=60,
                **self._as,
            )

    def start(self) -> None:
        """Start it, and wait until it can be reached."""
        fast = "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB"
        options = f"-k {self.folder} -c listen_addresses= -c max_connections=60 {fast}"
        self._run("pg_ctl", "start", "-w", "-D", "data", "-l", "log", "-o", options)

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        self._run("pg_ctl", "stop", "-w", "-D", "data", "-m", "immediate")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, database: str) -> SecretStr:
        return SecretStr(f"postgresql://{USER}@/{database}?host={self.folder}")

    def new(self, like: SecretStr | None = None) -> SecretStr:
        """The address of a new database: an empty one, or a copy of another that nobody is connected to."""
        self._made += 1
        name = f"library{self._made}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {_name(like) if like else 'template1'}")
        return self.address(name)

    def drop(self, address: SecretStr) -> None:
        """Drop a database, whoever is connected to it."""
        self.do(f"DROP DATABASE IF EXISTS {_name(address)} WITH (FORCE)")

    def do(self, sql: str, address: SecretStr | None = None) -> list[tuple[Any, ...]]:
        """Run a statement, past Newsdesk."""
        with psycopg.connect(
            host=str(self.folder),
            dbname=_name(address) if address else "postgres",
            user=USER,
            autocommit=True,
        ) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


def _name(address: SecretStr) -> str:
    return make_url(address.get_secret_value()).database or ""
