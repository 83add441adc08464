"""Nothing in an article acts on the terminal, whatever of it is shown and by whichever command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from tests.terminal.conftest import Begin

EVIL = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b31m\x1b]8;;https://evil.invalid/\x1b\\\x1bPq\x1b\\\u202etxet\u2066\x08\x7f\r"
FACT = "The bridge at Tarn closed on Thursday because two bolts had cracked, engineer Ada Quill said."
OURS = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-ln-z]"  # moves of the cursor and modes
    r"|\x1b\[[0-9;]*m"
    r"|\x1b\]8;[^\x1b\x07]*(?:\x1b\\|\x07)"
    r"|\x1b[=>78MHc()][0B]?"
)


@pytest.fixture(scope="module")
def hostile(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one article whose every part tries to act."""
    folder = tmp_path_factory.mktemp("hostile")
    article = {
        "url": "https://tarn.example/bridge",
        "title": f"Bridge {EVIL} at Tarn closes",
        "outlet": f"Tarn {EVIL} Post",
        "published": "2024-05-02",
        "text": f"Before {EVIL} it.\n\n{FACT[:-1]} {EVIL}.\n\nAfter {EVIL} it. {FACT} {EVIL}",
    }
    file = folder / "news.jsonl"
    file.write_text(json.dumps(article) + "\n")
    with Newsdesk(folder / "library") as desk:
        assert desk.ingest([file]).new == 1
    return folder / "library"


def test_nothing_of_an_article_acts(chat: Begin, hostile: Path) -> None:
    terminal = chat(library=hostile)
    terminal.ask("Why did the bridge at Tarn close?")
    terminal.until("confidence 0")
    for line in (
        "/source 1",
        "/sources",
        "/why",
        "/more",
        "/timeline bridge at Tarn",
        "/statements Ada Quill",
    ):
        terminal.ask(line)
    terminal.ask("/outlet")
    terminal.until("Outlets held")
    terminal.until_prompt()
    told = terminal.raw.decode()
    left = OURS.sub("", told)
    assert "bridge at Tarn closed" in left
    assert not re.findall("[\x00-\x06\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", left)
    # Links go to the page that is cited, and nowhere else.
    assert set(re.findall(r"\x1b\]8;[^;]*;([^\x1b\x07]*)", told)) == {"", "https://tarn.example/bridge"}
    assert "\x1b]0" not in told
