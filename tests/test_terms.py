"""What a text may hold is told without reading its terms, and never too little of it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from retrieval.terms import letters, may_hold, term_set, terms

# Words whose stems English makes by an exception.
ODD = "dying lying tying skies skis sky gently ugly early only singly idly news ties dies happily ably hoping"


@cache
def words() -> list[str]:
    """Every word of the sample news, and the odd ones."""
    news = (one.read_text("utf-8") for one in (files("ingestion") / "sample_news").iterdir() if one.is_file())
    return sorted({*ODD.split(), *re.findall(r"\w+", " ".join(news))})


def test_every_word_may_be_held_by_a_text_that_has_it() -> None:
    for word in words():
        for written in (word, word.upper(), word.capitalize()):
            found = term_set(written)
            assert may_hold(found, letters(f"Said: {written}.")) == len(found), written


@given(st.text(), st.lists(st.text(min_size=1)))
def test_no_text_is_said_to_lack_what_it_has(text: str, beside: list[str]) -> None:
    wanted = {term for one in [*beside, text] for term in terms(one)}
    assert may_hold(wanted, letters(text)) >= len(wanted & set(terms(text)))
