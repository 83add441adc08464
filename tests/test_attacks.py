"""Nothing of the corpus of attacks acts or hides, whatever it stands in and by whichever way it is shown."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.reliability.attacks import eyes, limits
from bot.showing.inert import inert, one_line
from bot.showing.screen import show_json, write
from bot.slack.blocks.mrkdwn import escaped, markdown_safe
from config.escaping import escaped as escaped_line
from config.escaping import escaped_json
from tests.attacks import ATTACKS
from tests.attacks.reading import assert_inert
from tests.attacks.ways import WAYS, run
from tests.slack.reading import mrkdwn_links, read_markdown

_NASTY = sorted({character for attack in ATTACKS for character in attack.text})
texts = st.lists(
    st.one_of(
        st.sampled_from(_NASTY), st.characters(codec=None), st.sampled_from([one.text for one in ATTACKS])
    ),
    max_size=12,
).map("".join)


def test_the_corpus_grows() -> None:
    assert len(ATTACKS) >= 220
    assert len({(attack.kind, attack.name) for attack in ATTACKS}) == len(ATTACKS)
    assert len({attack.text for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("n", range(len(WAYS)), ids=list(WAYS))
def test_nothing_acts_by_any_way_out(n: int) -> None:
    """A part of the corpus for each way, another for the next; the benchmark runs all of it through all."""
    for attack in ATTACKS[n % 19 :: 19]:
        run(list(WAYS.values())[n], attack)


@settings(max_examples=150)
@given(texts)
def test_any_text_is_made_inert(text: str) -> None:
    shown = inert(text)
    assert_inert(shown, lines=False)
    assert inert(shown) == shown
    assert "\n" not in one_line(text)
    assert_inert(one_line(text))
    assert escaped_line(text).isprintable() or not text.isascii()
    assert "\n" not in escaped_line(text)


@settings(max_examples=80)
@given(texts)
def test_any_text_is_written_inert_and_kept_in_json(text: str) -> None:
    with redirect_stdout(io.StringIO()) as out:
        write(text)
    assert_inert(out.getvalue(), lines=False)
    whole = text.encode("utf-8", "replace").decode()
    with redirect_stdout(io.StringIO()) as out:
        show_json([whole])
    assert json.loads(out.getvalue()) == [whole]
    assert escaped_json(out.getvalue()) == out.getvalue()


@settings(max_examples=80)
@given(texts)
def test_any_text_is_dead_in_slack(text: str) -> None:
    assert mrkdwn_links(escaped(text)) == set()
    read_markdown("\n".join(f"> {line}" for line in markdown_safe(text).split("\n")))


def test_ordinary_writing_stays_as_it_is() -> None:
    for said in (
        "“It is 3.5 % – no more”, she said.\n\tTabs stay.",
        "می‌خواهم",
        "क्‍ष हिन्दी தமிழ் ไทยน้ำ ភាសាខ្មែរ བོད་ཡིག",
        "👨‍👩‍👧‍👦 ❤️‍🔥 1️⃣ ☎️ 🇬🇧 👍🏽",
        "葛󠄀城 שָׁלוֹם مُحَمَّد Việt Nam",
        "O’Neill naïve café",
    ):
        assert inert(said) == said


def test_the_readme_of_the_corpus_names_its_parts() -> None:
    told = (Path(__file__).parent / "attacks" / "README.md").read_text(encoding="utf-8")
    assert "[[attack]]" in told
    assert "FORGED" in told


@pytest.mark.slow
def test_the_benchmark_counts_what_was_tried() -> None:
    rows = [*eyes(ATTACKS[::110]), *limits(1)]
    assert len(rows) > 8
    assert all(row.measured.startswith("0 of ") for row in rows if row.promised)
    assert not rows[-1].measured.startswith("0 of ")
