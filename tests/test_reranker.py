"""Reranking by choice: prepared once, light to run, off unless set, and what it changes in the order."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Newsdesk
from config.errors import ModelError, SettingsError
from config.settings import BUNDLED_MODEL, Settings, load_settings
from retrieval.asking.question import understand
from retrieval.finding.reranking import PASSAGES_EACH, reranked
from retrieval.finding.search import Found
from retrieval.models import reranker_export
from retrieval.models.model_export import prepared
from retrieval.models.model_source import locate
from retrieval.models.reranker import OnnxReranker, Reranker, TorchReranker, open_reranker
from retrieval.models.reranker_export import RerankerManifest

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "What did Lavrov demand?"
TEXTS = [
    "The river rose overnight.",
    "Lavrov demanded written guarantees on Friday, and said that talks must not drag on. " * 40,
    "",
    "Zoë 😀 العربية İstanbul",
    "?",
]


def made(folder: Path, labels: int = 1) -> Path:
    """A cross-encoder of two small layers and random weights, with the bundled model's words."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(3)
    tokenizer = AutoTokenizer.from_pretrained(str(locate(BUNDLED_MODEL).folder))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
        initializer_range=0.3,
    )
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(str(folder))
    tokenizer.model_max_length = 256
    tokenizer.save_pretrained(str(folder))
    return folder


class Marked:
    """A stand-in whose scores are written in the test: the texts with the mark come first."""

    manifest = RerankerManifest(name="marked", revision="", max_tokens=512, route="torch")

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.read: list[str] = []

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        self.read = list(texts)
        return np.array([float(self.mark in text) for text in texts], np.float32)


@pytest.fixture(scope="module")
def found(sample_library: Path) -> Found:
    with Newsdesk(sample_library) as desk:
        desk.search(QUESTION)
        return desk._search.find(understand(QUESTION))


def test_it_is_off_unless_set(sample_library: Path) -> None:
    program = (
        "import sys\nfrom bot.desk import Newsdesk\n"
        f"with Newsdesk({str(sample_library)!r}) as desk:\n"
        f"    desk.ask({QUESTION!r})\n"
        "    assert desk.reranker() is None\n"
        "print([m for m in sys.modules if 'rerank' in m])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"


def test_the_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().reranker is None
    monkeypatch.setenv("NEWSDESK_RERANKER", "some/model")
    monkeypatch.setenv("NEWSDESK_RERANK_TOP", "5")
    settings = load_settings()
    assert (settings.reranker, settings.rerank_top) == ("some/model", 5)
    monkeypatch.setenv("NEWSDESK_RERANK_TOP", "0")
    with pytest.raises(SettingsError, match="rerank_top"):
        load_settings()


def test_the_preferred_article_comes_first(found: Found) -> None:
    last = found.articles[9]
    title = last.article.title
    assert title is not None
    again = reranked(found, Marked(title), 10)
    assert again.articles[0].article.id == last.article.id
    assert {a.article.id for a in again.articles} == {a.article.id for a in found.articles}


def test_only_the_first_are_read_and_only_their_best_passages(found: Found) -> None:
    reader = Marked("Lavrov")
    again = reranked(found, reader, 4)
    assert len(reader.read) == sum(min(PASSAGES_EACH, len(a.passages)) for a in found.articles[:4])
    before = {a.article.id: a.score for a in found.articles[4:]}
    assert {a.article.id: a.score for a in again.articles if a.article.id in before} == before


def test_an_articles_passages_change_places(found: Found) -> None:
    article = next(a for a in found.articles if len(a.passages) > 2)
    best, second = sorted(article.passages, key=lambda p: -p.score)[:2]
    text = article.article.text[second.place.start : second.place.end]
    alone = replace(found, articles=(article, *(a for a in found.articles if a is not article)))
    (again,) = (a for a in reranked(alone, Marked(text), 2).articles if a.article.id == article.article.id)
    ranked = sorted(again.passages, key=lambda p: -p.score)
    assert [p.place.n for p in ranked[:2]] == [second.place.n, best.place.n]
    assert [p.place.n for p in again.passages] == [p.place.n for p in article.passages]


def test_an_equal_opinion_of_all_changes_nothing(found: Found) -> None:
    again = reranked(found, Marked("in no article at all"), 20)
    assert [a.article.id for a in again.articles] == [a.article.id for a in found.articles]
    assert [a.share for a in again.articles] == pytest.approx([a.share for a in found.articles])


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_articles_are_left_as_they_are(found: Found, count: int) -> None:
    few = replace(found, articles=found.articles[:count])
    assert reranked(few, Marked("a"), 20) is few


@given(
    top=st.integers(1, 60),
    mark=st.sampled_from(["e", "Lavrov", "NATO", "“", "flood"]),
    weight=st.floats(0, 1e4),
)
def test_scores_stay_in_order_and_shares_sum_to_one(found: Found, top: int, mark: str, weight: float) -> None:
    again = reranked(found, Marked(mark), top, weight)
    scores = [article.score for article in again.articles]
    assert scores == sorted(scores, reverse=True)
    assert math.isclose(sum(article.share for article in again.articles), 1.0, rel_tol=1e-9)
    assert sorted(a.article.id for a in again.articles) == sorted(a.article.id for a in found.articles)


@pytest.mark.parametrize("name", ["/no/such/model", "./model", "~/no-such-model"])
def test_a_folder_that_is_not_there_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist") as refused:
        open_reranker(name, tmp_path)
    assert "NEWSDESK_RERANKER" in refused.value.hint


# Loading and preparing a model takes seconds, so what needs it is slow.


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("models") / "small")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def reranker(small: Path, cache: Path) -> Reranker:
    return open_reranker(str(small), cache)


def original(small: Path, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    model = CrossEncoder(str(small), device="cpu")
    return np.asarray(model.predict([(QUESTION, text) for text in texts], activation_fn=Identity()))


@pytest.mark.slow
def test_a_prepared_one_scores_as_the_original(reranker: Reranker, small: Path) -> None:
    assert isinstance(reranker, OnnxReranker)
    assert reranker.manifest.route in {"int8", "float32"}
    assert reranker.manifest.parity_ranks >= reranker_export.PARITY_RANKS
    expected, scores = original(small, TEXTS), reranker.scores(QUESTION, TEXTS)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, expected, atol=0.25 * expected.std())
    for text, score in zip(TEXTS, scores, strict=True):
        assert reranker.scores(QUESTION, [text])[0] == score
    assert reranker.scores(QUESTION, []).shape == (0,)


@pytest.mark.slow
def test_a_question_longer_than_the_model_reads_leaves_room_for_the_text(reranker: Reranker) -> None:
    one, other = reranker.scores("why " * 2000, ["The river rose.", "He scored twice."])
    assert one != other


@pytest.mark.slow
def test_answering_with_a_prepared_one_imports_no_torch(
    sample_library: Path, reranker: Reranker, cache: Path, model_cache: Path
) -> None:
    embedder, _ = prepared(BUNDLED_MODEL, model_cache)
    shutil.copytree(embedder, cache / embedder.name)
    program = (
        "import sys\nfrom bot.desk import Newsdesk\nfrom config.settings import load_settings\n"
        f"settings = load_settings(reranker={reranker.manifest.name!r}, model_cache={str(cache)!r},"
        f" library={str(sample_library)!r})\n"
        "with Newsdesk(settings=settings) as desk:\n"
        f"    desk.ask({QUESTION!r})\n"
        "    assert desk.reranker() is not None\n"
        "heavy = ('torch', 'transformers', 'sentence_transformers')\n"
        "print([m for m in sys.modules if m.split('.')[0] in heavy])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"


def using(library: Path, reranker: Path | str, cache: Path, model_cache: Path) -> Settings:
    embedder, _ = prepared(BUNDLED_MODEL, model_cache)
    shutil.copytree(embedder, cache / embedder.name, dirs_exist_ok=True)
    return load_settings(library=library, reranker=str(reranker), model_cache=cache)


@pytest.mark.slow
def test_asking_and_searching_use_it_and_the_doctor_tells(
    sample_library: Path, small: Path, cache: Path, model_cache: Path, found: Found
) -> None:
    with Newsdesk(settings=using(sample_library, small, cache, model_cache)) as desk:
        hits = desk.search(QUESTION, limit=5)
        rescorer = desk._reranker
        assert rescorer is not None
        expected = reranked(found, rescorer, desk.settings.rerank_top)
        assert [hit.article_id for hit in hits] == [a.article.id for a in expected.articles[:5]]
        answer = desk.ask(QUESTION, as_of=date(2022, 6, 1))
        for citation in answer.citations:
            text = desk.article(citation.article_id, citation.version).text
            assert text[citation.start : citation.end] == citation.quote
        (check,) = (check for check in desk.doctor() if check.name == "reranker")
    assert check.ok
    assert str(small) in check.detail
    assert "the first 20" in check.detail


@pytest.mark.slow
@pytest.mark.parametrize("route", ["float32", "torch"])
def test_where_a_graph_does_not_agree_the_next_best_is_used(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    # No score may differ at all, or by less than none.
    monkeypatch.setattr(reranker_export, "PARITY_WORST", {"float32": 1e-3, "torch": -1.0}[route])
    rescorer = open_reranker(str(small), tmp_path)
    assert rescorer.manifest.route == route
    assert rescorer.manifest.note
    assert isinstance(rescorer, TorchReranker) is (route == "torch")
    np.testing.assert_allclose(rescorer.scores(QUESTION, TEXTS), original(small, TEXTS), atol=1e-2)
    assert rescorer.scores(QUESTION, []).shape == (0,)
    assert np.isfinite(rescorer.scores("why " * 2000, ["The river rose."])).all()


@pytest.mark.slow
def test_what_is_no_cross_encoder_is_refused(own_sample: Path, tmp_path: Path, model_cache: Path) -> None:
    (tmp_path / "empty").mkdir()
    broken = made(tmp_path / "broken")
    (broken / "config.json").write_text(json.dumps({"model_type": "bert"})[:-5], encoding="utf-8")
    refusals = {
        BUNDLED_MODEL: "is no cross-encoder",
        str(made(tmp_path / "three", labels=3)): "gives 3 scores a pair",
        str(tmp_path / "empty"): "cannot be loaded",
        str(broken): "cannot be loaded",
    }
    for name, reason in refusals.items():
        with Newsdesk(settings=using(own_sample, name, tmp_path / "cache", model_cache)) as desk:
            with pytest.raises(ModelError, match=reason) as refused:
                desk.ask(QUESTION)
            assert "NEWSDESK_RERANKER" in refused.value.hint
            assert "\n" not in str(refused.value)
            (check,) = (check for check in desk.doctor() if check.name == "reranker")
            assert not check.ok
            assert reason in check.detail
            assert desk.articles(limit=1)
