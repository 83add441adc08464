"""The doctor: names what is wrong and what mends it, and raises nothing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from bot.examining import doctor_disk
from bot.examining.doctor_feeds import feeds
from bot.status import Check
from config.settings import load_settings
from retrieval.drafting import reply as reply_module
from retrieval.drafting.chat_model import EXTRAS
from retrieval.store.connection import FILE
from tests.model_server import ModelServer, Reply


def examined(folder: Path) -> dict[str, Check]:
    with Newsdesk(folder) as desk:
        return {check.name: check for check in desk.doctor()}


def changed(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / FILE) as db:
        db.execute(statement)
    db.close()


def test_a_whole_library_is_well(sample_library: Path) -> None:
    checks = examined(sample_library)
    assert list(checks) == [
        *("Python", "library", "model", "index", "quotations"),
        *("disk", "keys", "feeds", "chat model"),
    ]
    assert all(check.ok for check in checks.values())
    assert "46 articles" in checks["library"].detail
    assert (
        checks["chat model"].detail == "none is set: answers quote; set NEWSDESK_MODEL to have them written"
    )


def test_an_empty_library_is_well(tmp_path: Path) -> None:
    assert all(check.ok for check in examined(tmp_path / "new").values())


def test_missing_words(own_sample: Path) -> None:
    shutil.rmtree(own_sample / "words")
    check = examined(own_sample)["index"]
    assert not check.ok
    assert "holds 0 of" in check.detail
    assert check.mend == "newsdesk reindex"


def test_a_broken_vector_index(own_sample: Path) -> None:
    (file,) = (own_sample / "vectors").rglob("codes")
    file.write_bytes(b"broken")
    check = examined(own_sample)["index"]
    assert not check.ok
    assert "vector index" in check.detail
    assert "codes was cut off" in check.detail
    with Newsdesk(own_sample) as desk:
        desk.reindex()
    assert examined(own_sample)["index"].ok


def test_changes_that_the_indexes_have_not_been_told(own_sample: Path) -> None:
    changed(
        own_sample,
        "INSERT INTO pending (kind, target, action) SELECT 'passage', min(key), 'add' FROM passages",
    )
    check = examined(own_sample)["index"]
    assert not check.ok
    assert check.detail.startswith("1 changes")


def test_a_text_that_was_tampered_with(own_sample: Path) -> None:
    changed(own_sample, "UPDATE versions SET text = text || '!' WHERE key = 1")
    check = examined(own_sample)["quotations"]
    assert not check.ok
    assert check.mend


def test_a_passage_without_a_vector(own_sample: Path) -> None:
    changed(own_sample, "DELETE FROM vectors WHERE hash = (SELECT hash FROM passages LIMIT 1)")
    check = examined(own_sample)["library"]
    assert not check.ok
    assert "no vector" in check.detail


def test_a_model_that_is_not_there(own_sample: Path) -> None:
    settings = load_settings(library=own_sample, embedder=str(own_sample / "no-model"))
    with Newsdesk(settings=settings) as desk:
        (model,) = [check for check in desk.doctor() if check.name == "model"]
    assert not model.ok
    assert "does not exist" in model.detail
    assert model.mend


@pytest.mark.skipif(os.name != "posix", reason="files have no such permissions there")
def test_keys_that_others_may_read(
    sample_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('model_key = "swordfish"\nslack_bot_token = "xoxb-1"\nthreads = 1\n')
    monkeypatch.setenv("NEWSDESK_CONFIG", str(file))
    file.chmod(0o640)
    with Newsdesk(sample_library) as desk:
        check = doctor_disk.privacy(desk)
        assert not check.ok
        assert "model_key, slack_bot_token" in check.detail
        assert "(mode 640)" in check.detail
        assert "swordfish" not in check.detail
        assert check.mend == f"chmod 600 {file}"
        file.chmod(0o600)
        assert doctor_disk.privacy(desk).ok


def test_too_little_room(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = shutil.disk_usage(sample_library).free
    monkeypatch.setattr(doctor_disk, "LEAST", free * 2)
    check = examined(sample_library)["disk"]
    assert not check.ok
    assert "NEWSDESK_LIBRARY" in check.mend


def test_feeds_that_nobody_looks_at_and_feeds_that_fail(own_sample: Path) -> None:
    hour = timedelta(hours=1)
    with Newsdesk(own_sample) as desk:
        assert feeds(desk).detail == "none are followed"
        for name in ("good", "bad"):
            desk.add_feed(f"https://paper.example/{name}.xml", every=hour)
        now = datetime.now(UTC)
        assert feeds(desk, now + hour).ok
        late = feeds(desk, now + 3 * hour)
        assert not late.ok
        assert "https://paper.example/bad.xml was never looked at" in late.detail
        assert "newsdesk watch" in late.mend

        checked = now.isoformat()
        changed(own_sample, f"UPDATE feeds SET last_checked = '{checked}'")
        changed(own_sample, "UPDATE feeds SET note = 'not found (404)' WHERE address LIKE '%bad%'")
        failing = feeds(desk, now + hour)
        assert not failing.ok
        assert failing.detail == "https://paper.example/bad.xml: not found (404)"
        assert "newsdesk feeds remove" in failing.mend


def test_a_library_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"broken" * 2000)
    result = CliRunner().invoke(app, ["--library", str(tmp_path), "doctor", "--json"])
    assert result.exit_code == 1
    python, library = json.loads(result.stdout)
    assert python["ok"]
    assert not library["ok"]
    assert library["detail"]
    assert library["mend"]


@pytest.mark.parametrize(
    ("reply", "detail", "mend"),
    [
        (Reply("OK"), "answers, in", ""),
        (Reply(""), "says nothing", "NEWSDESK_MODEL"),
        (Reply(status=401), "refused the key (401)", "NEWSDESK_MODEL_KEY"),
        (Reply(status=404), "answered with an error (404)", "NEWSDESK_MODEL_URL"),
        (Reply(status=500), "answered with an error (500)", "Try again"),
        (Reply("⏸"), "was too slow", "Try again"),
    ],
    ids=lambda one: f"{one.status}{one.text}" if isinstance(one, Reply) else "",
)
def test_a_chat_model_is_asked_for_one_word(
    own_sample: Path, monkeypatch: pytest.MonkeyPatch, reply: Reply, detail: str, mend: str
) -> None:
    pytest.importorskip("langchain_openai")
    monkeypatch.setattr(reply_module, "FIRST_WAIT", 0.001)
    with ModelServer() as model:
        model.replies(reply)
        settings = load_settings(
            library=own_sample, model="openai:any", model_url=model.url, model_key="sk-hush", model_timeout=1
        )
        with Newsdesk(settings=settings) as desk:
            (check,) = (check for check in desk.doctor() if check.name == "chat model")
    assert detail in check.detail
    assert check.ok is not bool(mend)
    assert mend in check.mend
    assert "sk-hush" not in check.model_dump_json()


def test_a_chat_model_without_its_package(own_sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXTRAS, "ollama", "a_package_that_is_not_there")
    with Newsdesk(settings=load_settings(library=own_sample, model="ollama:any")) as desk:
        (check,) = (check for check in desk.doctor() if check.name == "chat model")
    assert not check.ok
    assert check.mend == "Install it: pip install 'newsdesk[ollama]'"


def test_a_chat_model_without_a_key(own_sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
        monkeypatch.delenv(name, raising=False)
    with Newsdesk(settings=load_settings(library=own_sample, model="openai:any")) as desk:
        (check,) = (check for check in desk.doctor() if check.name == "chat model")
    assert (check.ok, check.detail) == (False, "The model openai:any has no key.")
    assert "NEWSDESK_MODEL_KEY, or OPENAI_API_KEY" in check.mend
