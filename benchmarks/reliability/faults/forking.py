"""A process that has loaded Newsdesk and runs each command it is told of in a child of its own.

A command so begins in milliseconds, which makes it possible to try hundreds of faults.
Run as a module it reads one task a line, as JSON, and writes one result a line.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib
import json
import os
import select
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

LOADED = (
    "bot.cli",
    "bot.chat",
    "bot.desk",
    "bot.one_shot",
    "bot.backups.backing_up",
    "bot.backups.restoring",
    "bot.examining.doctor",
    "bot.terminal.opening",
    "bot.terminal.keeping",
    "ingestion.pipeline",
    "ingestion.web",
    "ingestion.watching",
    "ingestion.fetcher",
    "onnxruntime",
    "tantivy",
    "tokenizers",
    "benchmarks.reliability.faults.inspecting",
)


def main() -> None:
    """Run tasks until there are no more."""
    for name in LOADED:
        importlib.import_module(name)
    faults = ctypes.CDLL(None)
    for line in sys.stdin:
        task = json.loads(line)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _act(task, faults)
        code = _waited_for(child, task["limit"])
        told = {"code": code, "seconds": time.monotonic() - began}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _waited_for(child: int, limit: float) -> int:
    """The exit code of a child; minus the signal that ended it, or -9 where it took too long."""
    handle = os.pidfd_open(child)
    if not select.select([handle], [], [], limit)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _act(task: dict[str, Any], faults: ctypes.CDLL) -> NoReturn:
    """In the child: the command, as if it had been typed."""
    folder = Path(task["folder"])
    os.environ.update(task["environment"])
    for number, name, flags in (
        (0, "stdin", os.O_RDONLY),
        (1, "stdout", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, "stderr", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        os.dup2(os.open(folder / name, flags), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    if task["powerless"]:
        give_up_powers()
    preloaded = hasattr(faults, "faults_begin")
    if preloaded:
        faults.faults_begin()
    code = _called(task["function"], task["words"])
    # Only this much of an orderly end: what the loaded libraries do at theirs fails in a child.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    if preloaded:
        faults.faults_end()
    os._exit(code)


def give_up_powers() -> None:
    """Be subject to the rights on files like anybody: root, who is not, runs this."""
    syscall, capset, version = ctypes.CDLL(None, use_errno=True).syscall, 126, 0x20080522
    header, none = (ctypes.c_uint32 * 2)(version, 0), (ctypes.c_uint32 * 6)()
    if syscall(capset, header, none):
        raise OSError(ctypes.get_errno(), "powers cannot be given up")


def _called(function: str, words: list[str]) -> int:
    """The exit code that a function ends with; a traceback is printed as Python would."""
    sys.argv = ["newsdesk", *words]
    module, _, name = function.partition(":")
    try:
        getattr(importlib.import_module(module), name)()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
    except BaseException:  # noqa: BLE001  # whatever it is, it is what is looked for
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main()
