"""Which terms a text has is told by reading a few of its words, and told exactly."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from retrieval.terms import terms, terms_held

# Words whose stems English makes by an exception.
ODD = "dying lying tying skies skis sky gently ugly early only singly idly news ties dies happily ably hoping"


@cache
def words() -> list[str]:
    """Every word of the sample news, and the odd ones."""
    news = (one.read_text("utf-8") for one in (files("ingestion") / "sample_news").iterdir() if one.is_file())
    return sorted({*ODD.split(), *re.findall(r"\w+", " ".join(news))})


def test_every_word_is_found_in_a_text_that_has_it() -> None:
    for word in words():
        for written in (word, word.upper(), word.capitalize()):
            found = set(terms(written))
            assert terms_held(found, f"He said:\n“{written}”.") == found, written


@given(st.text(), st.lists(st.text(min_size=1)))
def test_the_terms_held_are_those_of_the_whole_text(text: str, beside: list[str]) -> None:
    wanted = {term for one in [*beside, text] for term in terms(one)}
    assert terms_held(wanted, text) == wanted & set(terms(text))


@given(st.lists(st.sampled_from(words()), min_size=1), st.lists(st.sampled_from(words())))
def test_it_is_so_of_prose(text: list[str], beside: list[str]) -> None:
    wanted = {term for one in beside for term in terms(one)}
    prose = " ".join(text)
    assert terms_held(wanted, prose) == wanted & set(terms(prose))
