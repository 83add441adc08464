"""Whatever is wrong with an index, answers are right, and it is made anew without embedding."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from numpy.typing import NDArray

from bot.desk import Newsdesk
from bot.facade.parts import LOCK
from config.settings import load_settings
from retrieval.index.chroma_index import ChromaIndex
from retrieval.index.native import aside
from retrieval.index.nearest import Nearest
from retrieval.index.projections import SEAL, Projections
from retrieval.index.vector_index import ExactIndex
from retrieval.library import Library
from retrieval.models.embedder import OnnxEmbedder
from tests.test_indexes import DAY, QUESTION, ROWS, SAMPLE, wide

__all__ = ["wide"]

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2030, 1, 1, tzinfo=UTC)


def truncated(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def emptied(file: Path) -> None:
    os.truncate(file, 0)


def flipped(file: Path) -> None:
    """One bit in 97 bytes is wrong."""
    content = bytearray(file.read_bytes())
    for at in range(0, len(content), 97):
        content[at] ^= 0x10
    file.write_bytes(content)


def overwritten(file: Path) -> None:
    file.write_bytes(random.Random(0).randbytes(file.stat().st_size))


@contextmanager
def nothing_embedded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have no passage embedded inside."""

    def passages(self: OnnxEmbedder, texts: Sequence[str]) -> NDArray[np.float32]:
        assert not texts, f"{len(texts)} texts were embedded"
        return np.empty((0, self.manifest.dimension), np.float32)

    with monkeypatch.context() as patch:
        patch.setattr(OnnxEmbedder, "passages", passages)
        yield


def answered(desk: Newsdesk) -> tuple[list[str], list[tuple[int, int]]]:
    answer = desk.ask(QUESTION, as_of=DAY)
    for cited in answer.citations:
        assert desk.article(cited.article_id, cited.version).text[cited.start : cited.end] == cited.quote
    return [c.article_id for c in answer.citations], [(c.start, c.end) for c in answer.citations]


def opened(folder: Path, vectors: str) -> Newsdesk:
    return Newsdesk(settings=load_settings(library=folder, vectors=vectors))


@pytest.fixture(scope="module")
def right(sample_library: Path) -> tuple[list[str], list[tuple[int, int]]]:
    with Newsdesk(sample_library) as desk:
        found = answered(desk)
    assert found[0]
    return found


def mended(folder: Path, vectors: str, right: object, patch: pytest.MonkeyPatch) -> None:
    """Asked while nobody can repair it, then repaired by the next ingest, which embeds nothing."""
    with FileLock(folder / LOCK), opened(folder, vectors) as desk:
        assert answered(desk) == right
    with opened(folder, vectors) as desk:
        with nothing_embedded(patch):
            assert desk.ingest([SAMPLE]).embedded == 0
        assert answered(desk) == right
        assert [one for one in desk.compare_indexes() if one.wrong] == []


@pytest.mark.parametrize("damage", [emptied, flipped, overwritten])
@pytest.mark.parametrize("name", ["current", "manifest.json", "codes", "scales"])
def test_the_quantised_index(
    own_sample: Path,
    right: object,
    name: str,
    damage: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (file,) = (own_sample / "vectors").rglob(name)
    damage(file)
    mended(own_sample, "quantised", right, monkeypatch)


@pytest.mark.parametrize("damage", [truncated, flipped, Path.unlink])
@pytest.mark.parametrize("name", ["meta.json", ".managed.json", "*.idx", "*.fast"])
def test_the_words(
    own_sample: Path,
    right: object,
    name: str,
    damage: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for file in (own_sample / "words").glob(name):
        damage(file)
    with opened(own_sample, "exact") as desk:
        # Words that are damaged may be weighed wrongly; what is said stays what an article says.
        for cited in desk.ask(QUESTION, as_of=DAY).citations:
            article = desk.article(cited.article_id, cited.version)
            assert article.text[cited.start : cited.end] == cited.quote
    with opened(own_sample, "exact") as desk:
        with nothing_embedded(monkeypatch):
            desk.ingest([SAMPLE])
        assert answered(desk) == right
        assert [one for one in desk.compare_indexes() if one.wrong] == []


def test_words_that_are_gone_while_another_process_writes(
    own_sample: Path, right: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(own_sample / "words")
    mended(own_sample, "exact", right, monkeypatch)


def test_a_process_killed_between_the_words_before_and_the_new_ones(own_sample: Path, right: object) -> None:
    words = own_sample / "words"
    words.rename(aside(words))
    with FileLock(own_sample / LOCK), Newsdesk(own_sample) as desk:
        desk._projections.text.refresh()
        assert len(desk._projections.text)
        assert answered(desk) == right
    with Newsdesk(own_sample) as desk:
        assert answered(desk) == right
        assert desk.index_faults() == []
    assert words.exists()


def test_the_indexes_of_another_library(
    own_sample: Path, right: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    with Newsdesk(other) as desk:
        desk.ingest([next(SAMPLE.glob("*.md"))])
    for name in ("words", "vectors"):
        shutil.rmtree(own_sample / name)
        shutil.copytree(other / name, own_sample / name)
    mended(own_sample, "quantised", right, monkeypatch)


ASK = """
import sys
from pathlib import Path
import numpy as np
from retrieval.index.nearest import Nearest
from retrieval.index.projections import Projections
from retrieval.library import Library
from tests.test_damaged_indexes import NOW, exactly
library = Library(Path(sys.argv[1]))
projections = Projections(library, chroma=True)
vector, expected = exactly(library)
found = Nearest(library, projections, "chroma").at(NOW).query(vector, 100)
assert len(set(expected) & {key for key, _ in found}) >= 95
assert projections.faults(deep=True), "it is not noticed"
projections.mend()
assert projections.faults(deep=True) == []
print("mended")
projections.close()
"""


def exactly(library: Library) -> tuple[NDArray[np.float32], list[int]]:
    vector = np.frombuffer(dict(library.vector_rows(limit=1))[1], "<f4")
    return vector, [key for key, _ in ExactIndex(library).query(vector, 100)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index_metadata.pickle", "header.bin", "data_level0.bin"])
@pytest.mark.parametrize("damage", [flipped])
def test_no_damaged_graph_of_chromas_takes_the_process_with_it(
    wide: Path, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(wide, tmp_path / "copy"))
    (file,) = (folder / "chroma").rglob(name)
    damage(file)
    run = subprocess.run(
        [sys.executable, "-c", ASK, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "mended\n"), run.stderr


def test_stale_rows_in_chroma(wide: Path, tmp_path: Path) -> None:
    """As many rows as there should be, some of passages that are gone and some of other texts."""
    folder = Path(shutil.copytree(wide, tmp_path / "copy"))
    library = Library(folder)
    vector, expected = exactly(library)
    rows = dict(library.vector_rows())
    stale = ChromaIndex(folder / "chroma", "random@1")
    stale.delete(expected[:50])
    stale.upsert(range(ROWS + 1, ROWS + 51), np.stack([vector] * 50))
    others = expected[50:]
    stale.upsert(others, -np.stack([np.frombuffer(rows[key], "<f4") for key in others]))
    stale.close()
    projections = Projections(library, chroma=True)
    with library.transaction():
        library.set_meta(SEAL, projections._chroma_files.now())
    found = [key for key, _ in Nearest(library, projections, "chroma").at(NOW).query(vector, 100)]
    assert found == expected
    projections.close()
    projections = Projections(library, chroma=True)
    projections.rebuild()
    found = [key for key, _ in Nearest(library, projections, "chroma").at(NOW).query(vector, 100)]
    assert len(set(found) & set(expected)) >= 95
    projections.close()
    library.close()
