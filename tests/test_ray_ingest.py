"""An ingest whose passages a Ray of two workers embeds, against the plain one."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot import Newsdesk
from config.errors import ClusterError
from ingestion.ray_embedding import Model, embed_on_ray

pytestmark = pytest.mark.slow

ray = pytest.importorskip("ray")

WORKERS = 2


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of several articles, one of one, and one that is none."""
    folder = tmp_path_factory.mktemp("articles")
    lines = [
        {
            "url": f"https://harbourpost.example/{n}",
            "outlet": "The Harbour Post",
            "title": f"Quay {n} of Port Calder reopens",
            "published": f"2024-05-{n + 1:02}",
            "text": " ".join(
                f"Quay {n} took in ship number {ship}, said harbour master Ilse Brandvold."
                for ship in range(40)
            ),
        }
        for n in range(12)
    ]
    (folder / "quays.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (folder / "mill.txt").write_text(
        "Title: Mill bridge closed\nOutlet: Sollmark Gazette\nDate: 2024-05-03\n\n"
        "The mill bridge at Sollmark is closed to lorries until the autumn.",
        "utf-8",
    )
    (folder / "empty.md").write_text("", "utf-8")
    return folder


def test_a_cluster_that_is_not_there_is_named(articles: Path, tmp_path: Path) -> None:
    # Before the cluster is there: one that this process has joined already is used.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with Newsdesk(tmp_path) as desk:
            for named in (address, f"ray://{address}"):
                with pytest.raises(ClusterError, match=f"The Ray cluster at {named} cannot be reached."):
                    desk.ingest([articles], ray=named)
            assert desk.ingest([articles]).new == 13


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    ray.init(num_cpus=WORKERS, include_dashboard=False, log_to_driver=False, address="local")
    yield
    ray.shutdown()


def _passages(desk: Newsdesk) -> tuple[list[str], NDArray[np.float32]]:
    """The texts of all passages in the order of their keys, and beside them their vectors."""
    rows = desk._library.texts()
    vectors = dict(desk._library.vectors_of([key for key, *_ in rows]))
    return [text for _, text, *_ in rows], np.array(
        [np.frombuffer(vectors[key], "<f4") for key, *_ in rows], np.float32
    )


@pytest.mark.usefixtures("cluster")
def test_what_ray_embeds_is_what_is_embedded_here(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Newsdesk(tmp_path / "plain") as plain, Newsdesk(tmp_path / "ray") as over_ray:
        here = plain.ingest([articles])
        embedded: list[str] = []
        passages = over_ray._embedder.passages

        def noted(texts: Sequence[str]) -> NDArray[np.float32]:
            embedded.extend(texts)
            return passages(texts)

        monkeypatch.setattr(over_ray._embedder, "passages", noted)
        there = over_ray.ingest([articles], ray="local")
        assert embedded == []
        assert (there.new, there.refused) == (here.new, here.refused)
        assert (there.passages, there.embedded) == (here.passages, here.embedded)
        assert here.new == 13
        assert len(here.refused) == 1
        (ours, our_vectors), (theirs, their_vectors) = _passages(plain), _passages(over_ray)
        assert ours == theirs
        assert np.allclose(our_vectors, their_vectors, rtol=0, atol=1e-5)
        question = "What is closed at Sollmark?"
        assert over_ray.ask(question).citations[0].quote == plain.ask(question).citations[0].quote


@pytest.mark.usefixtures("cluster")
def test_nothing_is_embedded_twice(articles: Path, tmp_path: Path) -> None:
    with Newsdesk(tmp_path) as desk:
        desk.ingest([articles / "quays.jsonl"])
        again = desk.ingest([articles], ray="local")
        assert (again.new, again.unchanged, again.embedded) == (1, 12, 1)


@pytest.mark.usefixtures("cluster")
def test_a_worker_with_another_model_is_refused(articles: Path, tmp_path: Path) -> None:
    with Newsdesk(tmp_path) as desk:
        model = Model(desk.settings.embedder, None, "another")
        with pytest.raises(ClusterError, match=r"has revision .* of the model"), desk._writing():
            embed_on_ray("local", desk._library, [articles], model, max_bytes=1_000_000)
        assert desk._library.count("vectors") == 0
