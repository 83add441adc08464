"""A conversation at the prompt, as somebody has it who tries the commands one after another."""

from __future__ import annotations

import re
import stat
import sys
from pathlib import Path

from bot.terminal.command_table import COMMANDS
from tests.terminal.conftest import Begin
from tests.terminal.screen import CTRL_D, CTRL_R, ENTER

QUESTION = "what did Lavrov demand?"
URL = "https://harbourpost.example/world/2021/12/31/lavrov-nato-guarantees"


def test_a_conversation_with_its_sources(chat: Begin, own_sample: Path, tmp_path: Path) -> None:
    opened = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f"#!{sys.executable}\nimport sys\nopen({str(opened)!r}, 'w').write(sys.argv[1])\n")
    browser.chmod(0o700)
    terminal = chat(
        "chat", "--as-of", "2022-01-02", library=own_sample, environment={"BROWSER": f"{browser} %s"}
    )
    terminal.ask(QUESTION)
    shown = terminal.until("confidence 0")
    assert shown.startswith(f"› {QUESTION}")
    assert "as of 2022-01-02\n\nSergei Lavrov, Friday 31 December 2021 · The Harbour Post\n▌ Russian" in shown
    assert re.search(
        r"\n\[1\] +The Harbour Post · 31 December 2021\n +“Lavrov says .*\n +3 independent", shown
    )
    # A terminal is given the address to open, and only that.
    assert b"\x1b]8;id=" in terminal.raw
    assert f";{URL}\x1b\\".encode() in terminal.raw

    terminal.ask("and Biden?")
    terminal.until("understood as: what did Biden demand")
    terminal.ask("/source 1")
    assert "▌" in terminal.until("all of it: newsdesk show northerncourier.example")
    terminal.ask("/why")
    terminal.until(r"Searched for the words “Biden” and “demand” .* in article 1; score 0.*below 0\.34")
    terminal.ask("/more")
    terminal.until(r"\[4\].*/source 4 reads on there")
    terminal.ask("/source 4")
    terminal.until("/source 4.*/source 4.*all of it")
    terminal.ask("/open 1")
    terminal.until("Opened https://northerncourier.example")
    assert opened.read_text().startswith("https://northerncourier.example/")
    terminal.ask("/open 77")
    terminal.until("There is no quotation 77; there are 1, 2, 3")

    terminal.ask("/statements Lavrof")
    terminal.until("Sergei Lavrov, Friday 31 December 2021 · demanded|Nearest names: Sergei Lavrov")
    terminal.ask("/timeline Ukraine talks")
    terminal.until(r"2021-12-\d\d.*Sources")
    terminal.ask("/hepl")
    terminal.until("There is no command /hepl; did you mean /help")
    terminal.ask("/source")
    terminal.until("Write it as /source N")
    terminal.ask("/feedback good just that")
    terminal.until("Thank you")
    terminal.ask("/model")
    terminal.until("Answers are quoted: no chat model is set. Articles are found by all-MiniLM-L6-v2")
    terminal.ask("/model nonsense")
    terminal.until("“nonsense” names no model")
    terminal.press(CTRL_D)
    assert terminal.until_end() == 0


def test_filters_and_what_is_kept(chat: Begin, own_sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "talk.md"
    terminal = chat(library=own_sample)
    terminal.ask("/outlet Northern Couriers")
    terminal.until("holds nothing of “Northern Couriers”. Nearest: Northern Courier")
    terminal.ask("/outlet Northern Courier")
    terminal.until("Only Northern Courier")
    terminal.ask("/until 2022-01-31")
    terminal.until("Only Northern Courier · until 2022-01-31")
    terminal.ask("/since 2022-03-01")
    terminal.until("No day is since 2022-03-01 and until 2022-01-31")
    terminal.ask(QUESTION)
    shown = terminal.until("confidence 0")
    assert "Northern Courier" in shown
    assert "Harbour Post" not in shown.split(QUESTION)[-1].replace("publishers: The Harbour Post", "")
    terminal.ask("/outlet off")
    terminal.ask(f"/save {file}")
    terminal.until("Wrote ")
    assert QUESTION in file.read_text()
    file.write_text("mine")
    terminal.ask(f"/save {file}")
    terminal.until("Write over it")
    terminal.press("n")
    terminal.until("nothing was written")
    assert file.read_text() == "mine"
    terminal.ask("/new")
    terminal.until("A new conversation")
    terminal.ask("/history")
    terminal.until(f"Other conversations 1 {re.escape(QUESTION)} · 1 question")
    terminal.ask("/history 1")
    terminal.until(f"Going on with .* last asked: {re.escape(QUESTION)}")
    terminal.ask("/quit")
    assert terminal.until_end() == 0

    again = chat(library=own_sample)
    again.until_prompt()
    again.press(CTRL_R + "Lavrov")
    again.until(re.escape(QUESTION))
    again.press(ENTER + ENTER)
    again.until("confidence 0")
    (kept,) = (tmp_path / "home").rglob("history")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_manual_has_every_command_as_it_is() -> None:
    from bot.terminal.help_view import help_text, manual

    page = Path(__file__).parents[2] / "docs" / "chat.md"
    assert manual() in page.read_text(encoding="utf-8")
    assert all(command.usage in help_text() and command.does in help_text() for command in COMMANDS)
