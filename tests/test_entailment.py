"""A model of inference by choice: any order of labels, prepared once, light to run, and its last word."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.desk import Newsdesk
from config.errors import ModelError
from config.settings import BUNDLED_MODEL, load_settings
from retrieval.models import entailment_export, model_export
from retrieval.models.entailment import OnnxEntailment, TorchEntailment, open_entailment, probabilities
from tests.model_server import ModelServer
from tests.test_reranker import made

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PREMISES = ["Ada Quill said the harbour would not reopen.", "The river rose overnight. " * 90, "", "Zoë 😀"]
HYPOTHESES = ["The harbour stays shut.", "The water was higher in the morning.", "It rained.", "?"]
ORDER = ("neutral", "contradiction", "entailment")
TRUE = "Lavrov demanded legally binding guarantees [1]."


def inferring(folder: Path, labels: tuple[str, ...] = ORDER, bias: tuple[float, ...] | None = None) -> Path:
    """A small model of random weights whose configuration names its labels.

    Args:
        bias: added to the scores, in their order; large ones decide whatever is read.
    """
    made(folder, labels=len(labels))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["id2label"] = {str(n): label for n, label in enumerate(labels)}
    config["label2id"] = {label: n for n, label in enumerate(labels)}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    if bias is not None:
        from safetensors.numpy import load_file, save_file

        weights = load_file(folder / "model.safetensors")
        weights["classifier.bias"] = np.array(bias, np.float32)
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return inferring(tmp_path_factory.mktemp("models") / "small")


@pytest.fixture(scope="module")
def prepared(small: Path, tmp_path_factory: pytest.TempPathFactory) -> OnnxEntailment:
    found = open_entailment(str(small), tmp_path_factory.mktemp("cache"))
    assert isinstance(found, OnnxEntailment)
    return found


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    pytest.importorskip("langchain_openai")
    with ModelServer() as server:
        yield server


def original(folder: Path) -> np.ndarray[Any, np.dtype[np.float32]]:
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity

    model = CrossEncoder(str(folder), device="cpu")
    pairs = list(zip(PREMISES, HYPOTHESES, strict=True))
    return probabilities(np.asarray(model.predict(pairs, activation_fn=Identity())))


def test_a_prepared_one_judges_as_the_original(prepared: OnnxEntailment, small: Path) -> None:
    assert prepared.manifest.labels == ORDER
    assert prepared.manifest.route in {"int8", "float32"}
    assert prepared.manifest.parity_worst <= entailment_export.PARITY_WORST
    expected = original(small)
    np.testing.assert_allclose(prepared.probabilities(PREMISES, HYPOTHESES), expected, atol=0.1)
    np.testing.assert_allclose(prepared.scores(PREMISES, HYPOTHESES), expected[:, 2], atol=0.1)
    assert prepared.scores([], []) == []


def test_a_sentence_that_it_cannot_read_whole_does_not_follow(prepared: OnnxEntailment) -> None:
    long = "The harbour stays shut. " * 200
    assert prepared.scores([PREMISES[0]] * 2, [long, "It rained."])[0] == 0.0


def test_where_it_cannot_be_exported_torch_runs_it(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entailment_export, "PARITY_WORST", -1.0)
    found = open_entailment(str(small), tmp_path)
    assert isinstance(found, TorchEntailment)
    np.testing.assert_allclose(found.scores(PREMISES, HYPOTHESES), original(small)[:, 2], atol=1e-3)
    assert found.scores([PREMISES[0]], ["The harbour stays shut. " * 200]) == [0.0]
    assert found.scores([], []) == []


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (("LABEL_0", "LABEL_1", "LABEL_2"), "tells LABEL_0, LABEL_1, LABEL_2; it has to tell"),
        (("entailment", "not_entailment"), "tells entailment, not_entailment"),
        (("entailment", "neutral", "entailment_too"), "it has to tell contradiction, entailment, neutral"),
    ],
)
def test_other_labels_are_refused(labels: tuple[str, ...], reason: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=reason) as refused:
        open_entailment(str(inferring(tmp_path / "other", labels)), tmp_path / "cache")
    assert "NEWSDESK_NLI_MODEL" in refused.value.hint


@pytest.mark.parametrize(("bias", "kind"), [((0, 0, 50), "written"), ((50, 0, 0), "quoted")])
def test_an_answer_is_written_only_where_it_agrees(
    bias: tuple[float, ...],
    kind: str,
    own_sample: Path,
    model: ModelServer,
    tmp_path: Path,
    model_cache: Path,
) -> None:
    cache = tmp_path / "cache"
    embedder, _ = model_export.prepared(BUNDLED_MODEL, model_cache)
    shutil.copytree(embedder, cache / embedder.name)
    judge = inferring(tmp_path / "judge", bias=bias)
    given: dict[str, Any] = {
        "model": "openai:stand-in", "model_url": model.url, "nli_model": str(judge), "model_cache": cache,
        "library": own_sample,
    }  # fmt: skip
    model.replies(TRUE)
    with Newsdesk(settings=load_settings(**given)) as desk:
        answer = desk.ask("What did Lavrov demand?", as_of=date(2022, 1, 2))
        (check,) = (check for check in desk.doctor() if check.name == "nli model")
    assert answer.kind == kind
    assert ("This does not follow from the evidence." in "".join(model.prompts)) is (kind == "quoted")
    assert check.ok
    assert str(judge) in check.detail
    # Once prepared, it judges in a process that never loads torch.
    program = (
        "import sys\nfrom datetime import date\nfrom bot.desk import Newsdesk\n"
        "from config.settings import load_settings\n"
        f"with Newsdesk(settings=load_settings(**{ {k: str(v) for k, v in given.items()}!r})) as desk:\n"
        "    print(desk.ask('What did Lavrov demand?', as_of=date(2022, 1, 2)).kind)\n"
        "heavy = ('torch', 'transformers', 'sentence_transformers')\n"
        "print([m for m in sys.modules if m.split('.')[0] in heavy])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == f"{kind}\n[]\n"


def test_one_that_is_not_there_is_told_and_the_answer_quoted(own_sample: Path, model: ModelServer) -> None:
    settings = load_settings(
        library=own_sample, model="openai:stand-in", model_url=model.url, nli_model="/no/such/model"
    )
    with Newsdesk(settings=settings) as desk:
        answer = desk.ask("What did Lavrov demand?", as_of=date(2022, 1, 2))
        (check,) = (check for check in desk.doctor() if check.name == "nli model")
    assert answer.kind == "quoted"
    assert "does not exist" in answer.notes[0]
    assert not check.ok
    assert "NEWSDESK_NLI_MODEL" in check.mend
