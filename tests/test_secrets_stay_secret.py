"""Secrets in every setting that can hold one, every kind of error provoked: nowhere is one to be read."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from config.errors import NewsdeskError, SettingsError
from config.log import stop_log
from config.private_files import exposed, warning
from config.settings import Settings, load_settings
from retrieval.drafting.chat_model import open_chat_model
from retrieval.index.chroma_server import server_of
from tests.echo_server import EchoServer

ROOT = Path(__file__).resolve().parent.parent
CANARY = "Zq7canary"
"""In every secret here; looked for everywhere."""

ADDRESSES = {
    "database": f"postgresql://newsdesk:{CANARY}-database@127.0.0.1:1/none",
    "slack_database": f"postgresql+asyncpg://newsdesk:{CANARY}-installations@127.0.0.1:1/none",
}
BESIDE = {"database"}
"""Set in tests of their own: with it nothing else would come to pass."""

_FEED = f"https://user:{CANARY}-feed@paper.example/rss.xml"

Told = Callable[..., str]


def secret_settings() -> list[str]:
    """The names of all settings that are secret."""
    fields = Settings.model_fields.items()
    return [name for name, field in fields if SecretStr in (field.annotation, *get_args(field.annotation))]


def canaries() -> dict[str, str]:
    return {name: ADDRESSES.get(name, f"{CANARY}-{name}") for name in secret_settings()}


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    yield
    stop_log()


@pytest.fixture
def echo() -> Iterator[EchoServer]:
    with EchoServer() as server:
        yield server


@pytest.fixture
def told(own_sample: Path, monkeypatch: pytest.MonkeyPatch, echo: EchoServer) -> Told:
    """Runs a command with all secrets in the environment; what it printed."""
    for name, value in canaries().items():
        if name not in BESIDE:
            monkeypatch.setenv(f"NEWSDESK_{name.upper()}", value)
    monkeypatch.setenv("NEWSDESK_LIBRARY", str(own_sample))
    monkeypatch.setenv("NEWSDESK_ALLOW_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("NEWSDESK_MODEL", "openai:small")
    monkeypatch.setenv(
        "NEWSDESK_MODEL_URL", f"http://user:{CANARY}-model-url@{echo.host}/v1?key={CANARY}-key"
    )
    monkeypatch.setenv("NEWSDESK_CHROMA_URL", f"http://{echo.host}/chroma?token={CANARY}-chroma")
    monkeypatch.setenv("NEWSDESK_SLACK_API_URL", f"http://{echo.host}/api/")
    for proxy in ("HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(proxy, f"http://user:{CANARY}-proxy@127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def run(*words: str, stdin: str | None = None) -> str:
        result = CliRunner().invoke(app, words, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output + result.stderr

    return run


def all_written(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file in the folders, or named, with what is in it."""
    for folder in folders:
        for path in sorted([folder] if folder.is_file() else folder.rglob("*")):
            if path.is_file():
                yield path, path.read_bytes()


def clean(printed: str) -> None:
    assert CANARY not in printed


def clean_files(*folders: Path) -> None:
    assert [path for path, held in all_written(*folders) if CANARY.encode() in held] == []


def test_every_secret_setting_is_known_here() -> None:
    assert {"chroma_token", "database", "model_key", "slack_bot_token"} <= set(secret_settings())
    # Addresses may hold a password: those that are no secrets are written out, without it.
    assert set(ADDRESSES) <= set(secret_settings())


@pytest.mark.parametrize(
    "commands",
    [
        (("status", "--json"), ("feedback",), ("statements",), ("stats", "--json")),
        (("doctor", "--json"), ("slack", "check"), ("slack", "run")),
        (("ask", "What did Lavrov demand?"), ("ask", "What did Lavrov demand?", "--json")),
        (("ingest", _FEED), ("feeds", "add", _FEED), ("reindex",)),
    ],
    ids=["looking", "examining", "asking", "taking in"],
)
def test_nothing_printed_logged_or_kept_holds_a_secret(
    commands: tuple[tuple[str, ...], ...], told: Told, own_sample: Path
) -> None:
    for words in commands:
        clean(told("--verbose", *words))
    clean_files(own_sample.parent)


def test_a_conversation_kept_exported_and_backed_up(told: Told, own_sample: Path, tmp_path: Path) -> None:
    clean(told("chat", stdin="what did Lavrov demand?\nand Biden?\n/feedback good\n/model\n/why\n"))
    listed = json.loads(told("conversations", "list", "--json"))
    clean(told("conversations", "export", listed[0]["id"]))
    clean(told("backup", str(tmp_path / "all.backup")))
    clean_files(tmp_path, own_sample)


def test_a_feed_with_a_token_is_told_without_it(told: Told, own_sample: Path) -> None:
    with EchoServer(403) as echo:
        _follow(told, echo)
    clean_files(load_settings().log_file)
    # It is fetched by it, so the list of feeds has it, for who asks for that.
    assert CANARY in told("feeds", "list", "--json")


def _follow(told: Told, echo: EchoServer) -> None:
    address = f"http://{echo.host}/rss.xml?token={CANARY}-feed&section=world"
    clean(told("feeds", "add", address))
    clean(told("feeds", "add", address))
    clean(told("--verbose", "watch", "--once"))
    clean(told("doctor", "--json"))
    clean(told("--verbose", "ingest", f"http://{echo.host}/a?api_key={CANARY}-page"))
    assert any(CANARY in sent for sent in echo.sent)


@pytest.mark.parametrize("status", [401, 500])
def test_a_server_that_says_back_what_it_was_sent(
    status: int, told: Told, own_sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EchoServer(status) as server:
        monkeypatch.setenv("NEWSDESK_MODEL_URL", f"http://{server.host}/v1")
        monkeypatch.setenv("NEWSDESK_CHROMA_URL", f"http://{server.host}")
        monkeypatch.setenv("NEWSDESK_SLACK_API_URL", f"http://{server.host}/api/")
        for words in (("doctor", "--json"), ("ask", "What did Lavrov demand?"), ("slack", "check")):
            clean(told("--verbose", *words))
        assert any(f"{CANARY}-model_key" in sent for sent in server.sent)
        assert any(f"{CANARY}-chroma_token" in sent for sent in server.sent)
    clean_files(own_sample.parent)


def test_what_a_server_says_back_is_in_no_traceback(told: Told, echo: EchoServer, own_sample: Path) -> None:
    settings = load_settings(chroma_url=f"http://{echo.host}", vectors="chroma")
    server = server_of(settings)
    assert server is not None
    from retrieval.index.chroma_server import connected

    with pytest.raises(NewsdeskError) as refused:
        connected(server)
    assert any(f"{CANARY}-chroma_token" in sent for sent in echo.sent)
    clean("".join(traceback.format_exception(refused.value)))


def test_the_unforeseen(told: Told, own_sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        try:
            raise KeyError(" ".join(canaries().values()))
        except KeyError as error:
            raise ZeroDivisionError(*canaries().values()) from error

    monkeypatch.setattr(Newsdesk, "_make_ready", broken)
    clean(told("--verbose", "ask", "What did Lavrov demand?"))
    clean(told("chat", stdin="What did Lavrov demand?\n"))
    assert "Traceback" in load_settings().log_file.read_text()
    clean_files(own_sample.parent)


def test_the_password_in_an_address_alone(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver may say it without the address around it."""

    values = [value for name, value in canaries().items() if name not in BESIDE]

    def broken(*_: object, **__: object) -> None:
        said = [value.rpartition("@")[0].rpartition(":")[2] or value for value in values]
        raise ZeroDivisionError(*said)

    monkeypatch.setattr(Newsdesk, "status", broken)
    clean(told("--verbose", "status"))
    clean_files(load_settings().log_file)


@pytest.mark.parametrize(
    "address",
    [
        ADDRESSES["database"],
        f"postgresql://newsdesk@127.0.0.1:1/none?password={CANARY}",
        f"postgresql://newsdesk:{CANARY}@127.0.0.1:{CANARY}/none",
        f"postgresql://newsdesk:{CANARY}%zz@127.0.0.1:1/none?bogus={CANARY}",
        f"postgresql://newsdesk:{CANARY} {CANARY}@[::1/none",
        f"mysql://newsdesk:{CANARY}@127.0.0.1/none",
        CANARY,
    ],
    ids=["unreachable", "in the query", "no port", "odd letters", "odd host", "another", "none"],
)
def test_a_database_that_cannot_be_used(address: str, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_DATABASE", address)
    monkeypatch.delenv("NEWSDESK_CHROMA_URL")
    for words in (("doctor", "--json"), ("ask", "What?")):
        clean(told("--verbose", *words))
    with pytest.raises(NewsdeskError) as refused:
        Newsdesk(settings=load_settings()).status()
    clean("".join(traceback.format_exception(refused.value)))
    log = load_settings().log_file if address != CANARY and "mysql" not in address else None
    if log is not None and log.exists():
        clean_files(log)


@pytest.mark.parametrize("name", secret_settings())
def test_a_setting_of_the_wrong_kind(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.settings import settings_file

    settings_file().parent.mkdir(parents=True, exist_ok=True)
    for written in (
        f'{name} = ["{CANARY}"]',
        f'{name} = {{ value = "{CANARY}" }}',
        f'{name}x = "{CANARY}"',
        f'{name} = "{CANARY}',
        f'{name} = "{CANARY}"\nmodel = "{CANARY}"\nthreads = "{CANARY}"',
    ):
        settings_file().write_text(written)
        with pytest.raises(SettingsError) as refused:
            load_settings()
        clean("".join(traceback.format_exception(refused.value)))
        result = CliRunner().invoke(app, ["--verbose", "status"])
        assert result.exit_code == 1
        clean(result.output + result.stderr)


def test_no_representation_tells_one(own_sample: Path, echo: EchoServer) -> None:
    settings = load_settings(
        **{name: value for name, value in canaries().items() if name not in BESIDE},
        library=own_sample,
        model="openai:small",
        model_url=f"http://u:{CANARY}@{echo.host}/v1",
        chroma_url=f"http://{echo.host}",
    )
    with Newsdesk(settings=settings) as desk:
        things: list[Any] = [settings, desk, desk.__dict__, server_of(settings), copy.deepcopy(settings)]
        things += [open_chat_model(settings), pickle.loads(pickle.dumps(settings))]
        for thing in things:
            clean(repr(thing))
            clean(str(thing))
    # Written out whole, an address has what was put in it.
    clean(settings.model_copy(update={"model_url": None}).model_dump_json())


class TestPrivateFiles:
    """Whether others on the machine may get at the settings file."""

    @pytest.fixture
    def file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "settings"
        folder.mkdir(mode=0o700)
        file = folder / "config.toml"
        file.write_text(
            f'model_key = "{CANARY}"\nmodel_url = "http://u:{CANARY}@localhost/v1"\nthreads = 1\n'
        )
        file.chmod(0o600)
        monkeypatch.setenv("NEWSDESK_CONFIG", str(file))
        return file

    @pytest.mark.skipif(os.name != "posix", reason="files have no such permissions there")
    @pytest.mark.parametrize(
        ("mode", "folder", "why"),
        [
            (0o640, 0o700, "mode 640"),
            (0o604, 0o700, "mode 604"),
            (0o620, 0o700, "mode 620"),
            (0o600, 0o777, "its folder can be written by others, mode 777"),
            (0o600, 0o1777, ""),
            (0o600, 0o755, ""),
            (0o400, 0o700, ""),
        ],
        ids=["group", "others", "group writes", "folder", "sticky folder", "usual folder", "read only"],
    )
    def test_they_are_warned_of_in_one_sentence(self, file: Path, mode: int, folder: int, why: str) -> None:
        file.chmod(mode)
        file.parent.chmod(folder)
        said = CliRunner().invoke(app, ["status"]).stderr
        file.parent.chmod(0o700)
        warned = [line for line in said.splitlines() if "Others on this machine" in line]
        if why:
            assert len(warned) == 1
            assert f"may get at model_key, model_url in {file} ({why}): chmod " in warned[0]
        else:
            assert warned == []
        clean(said)

    @pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
    def test_a_file_of_somebody_else(self, file: Path) -> None:
        os.chown(file, 65534, 65534)
        found = exposed(file)
        assert found is not None
        assert "it belongs to nobody" in found.why
        os.chown(file, 0, 0)
        os.chown(file.parent, 65534, 65534)
        found = exposed(file)
        assert found is not None
        assert "its folder belongs to nobody" in found.why

    def test_a_file_without_secrets_may_be_read(self, file: Path) -> None:
        file.write_text("threads = 1\n")
        file.chmod(0o644)
        assert warning() == ""


@pytest.mark.skipif(os.name != "posix", reason="there are no core files there")
def test_a_process_that_holds_secrets_leaves_no_image_of_its_memory(tmp_path: Path) -> None:
    program = (
        "import faulthandler, os, resource, sys\n"
        "from bot.cli import app\n"
        "try:\n    app(['status'])\nexcept SystemExit:\n    pass\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0\n"
        "faulthandler.enable()\n"
        "os.abort()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NEWSDESK_MODEL_KEY": CANARY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode < 0
    assert "Fatal Python error" in ended.stderr
    clean(ended.stdout + ended.stderr)
    clean_files(tmp_path)
