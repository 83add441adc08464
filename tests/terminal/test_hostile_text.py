"""Nothing in an article acts on a real terminal, whatever of it is shown and by whichever command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from tests.attacks import ATTACKS, FORGED
from tests.attacks.reading import OURS, assert_inert
from tests.terminal.conftest import Begin

FACT = "The bridge at Tarn closed on Thursday because two bolts had cracked, engineer Ada Quill said."
EVERY = " ".join(attack.text.replace(FORGED, "forged") for attack in ATTACKS if attack.kind != "lines")
"""The whole corpus in one text, but for forged lines, which are looked for one by one elsewhere."""
NAME = "\u001b]0;owned\u0007\u009b2J\u202eretxe\u2069\u200b\U000e0041\r\u2028FORGED"
"""Short enough for the name of an outlet."""
PAGE = "https://tarn.example/bridge"


@pytest.fixture(scope="module")
def hostile(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one article whose every part tries to act."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = "".join(f"{attack.text}\n" for attack in ATTACKS if attack.kind == "lines")
    article = {
        "url": PAGE,
        "title": f"Bridge {EVERY} at Tarn closes",
        "outlet": f"Tarn {NAME} Post",
        "author": f"Ida {EVERY[:500]} Moss",
        "published": "2024-05-02",
        "text": f"Before {EVERY} it.\n\n{FACT[:-1]} {EVERY[:2000]}.\n\nAfter {EVERY} it. {FACT} {lines}",
    }
    file = folder / "news.jsonl"
    file.write_text(json.dumps(article) + "\n")
    with Newsdesk(folder / "library") as desk:
        assert desk.ingest([file]).new == 1
    return folder / "library"


def looked_at(raw: bytes) -> str:
    """What was written to the terminal, without what we told it ourselves; fails where anything acts."""
    told = raw.decode()
    # Links go to the page that is cited, and nowhere else.
    assert set(re.findall(r"\x1b\]8;[^;]*;([^\x1b\x07]*)", told)) <= {"", PAGE}
    left = OURS.sub("", told).replace("\r", "").replace("\x08", "").replace("\x07", "")
    assert_inert(left, lines=False, heaps=True)
    assert "\x1b]0" not in told
    assert "\x1b]52" not in told
    return left


def test_nothing_of_an_article_acts(chat: Begin, hostile: Path) -> None:
    terminal = chat(library=hostile)
    terminal.ask("Why did the bridge at Tarn close?")
    terminal.until("confidence 0")
    for line in (
        *("/source 1", "/sources", "/why", "/more", "/timeline bridge at Tarn", "/statements Ada Quill"),
        *("/feedback bad", "/history", "/outlet"),
    ):
        terminal.ask(line)
    terminal.until("Outlets held")
    terminal.until_prompt()
    assert "bridge at Tarn closed" in looked_at(terminal.raw)


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "--plain", "Why did the bridge at Tarn close?"),
        ("ask", "--json", "Why did the bridge at Tarn close?"),
        ("show", PAGE),
        ("articles",),
        ("ask", "Who is \u202e\u001b]0;owned\u0007 <!channel>?"),
        ("show", "no \u001b]0;owned\u0007\u202esuch"),
        ("shwo\u001b]0;owned\u0007", "x"),
        ("timeline", "bridge", "--since", "\u001b]0;owned\u0007"),
    ],
    ids=lambda command: " ".join(command).encode("ascii", "replace").decode().replace("\x1b", "ESC"),
)
def test_nothing_acts_in_the_output_of_a_command(
    chat: Begin, hostile: Path, command: tuple[str, ...]
) -> None:
    terminal = chat(*command, library=hostile)
    with pytest.raises(EOFError):
        terminal.until("this is never shown")
    looked_at(terminal.raw)
