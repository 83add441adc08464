"""What a thread has open of a library is closed as the thread ends, without waiting for anything else."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from retrieval.asking.within import Within

OPEN = Path("/proc/self/fd")
THREADS = 5


@pytest.fixture(autouse=True)
def nothing_collected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def files_of(folder: Path) -> int:
    held = 0
    for one in OPEN.iterdir():
        try:
            held += str(folder) in str(one.readlink())
        except OSError:
            continue
    return held


def in_a_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.mark.skipif(not OPEN.exists(), reason="open files are told by /proc alone")
@pytest.mark.parametrize("limited", [False, True], ids=["whole", "limited"])
def test_threads_that_come_and_go_leave_nothing_open(sample_library: Path, limited: bool) -> None:
    within = Within(outlets=("The Harbour Post",)) if limited else None
    with Newsdesk(sample_library) as desk:

        def look() -> None:
            desk.articles(limit=1, within=within)

        in_a_thread(look)
        before = files_of(sample_library)
        for _ in range(THREADS):
            in_a_thread(look)
        assert files_of(sample_library) == before > 0
