"""Memory that is free again is given back, also where it lies between what is used."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from config import free_memory
from config.free_memory import give_back

ROOT = Path(__file__).resolve().parent.parent

FREED = """
import resource
from pathlib import Path
from config.free_memory import give_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

many = [bytes(5000) for _ in range(20_000)]
kept = many[::1000]
del many
before = resident()
give_back()
print(before - resident())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library gives it back as it does")
def test_what_lies_between_what_is_used_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", FREED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 50_000_000


def test_nothing_is_done_where_the_c_library_has_no_such_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    free_memory._trim.cache_clear()
    give_back()
    assert free_memory._trim() is None
    free_memory._trim.cache_clear()
