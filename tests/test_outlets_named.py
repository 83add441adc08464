"""Which outlets a question names as sources, told from companies and words of the same name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.outlets.outlet_names import names_of
from retrieval.outlets.outlets_named import outlets_named

HELD = (
    *("The Harbour Post", "The Verge", "TechCrunch", "CBSSports.com", "Cnbc | World Business News Leader"),
    *("The Independent - Life and Style", "The Independent - Sports", "FOX News - Health", "USA Today"),
    *("BBC News - Entertainment & Arts", "The New York Times", "Live Science: The Most Interesting Articles"),
    *("Wired", "Fortune", "The Age", "Time", "The Week", "The Sun", "CNN", "Business World"),
)
INDEPENDENT = ("The Independent - Life and Style", "The Independent - Sports")


def held_in(question: str) -> tuple[str, ...]:
    return outlets_named(question, HELD).outlets


@pytest.mark.parametrize(
    ("question", "outlet"),
    [
        ("What does The Verge say about phones?", "The Verge"),
        ("What does Verge say about phones?", "The Verge"),
        ("What did the “Verge” article say?", "The Verge"),
        ("What did 'The Verge article say?", "The Verge"),
        ("what does techcrunch say about phones", "TechCrunch"),
        ("what is in the harbour post article?", "The Harbour Post"),
        ("WHAT DID CNN SAY?", "CNN"),
        ("What did CBS Sports report?", "CBSSports.com"),
        ("What did CBSSports.com report?", "CBSSports.com"),
        ("According to CNBC, who won?", "Cnbc | World Business News Leader"),
        ("Did the Cnbc | World Business News Leader article say so?", "Cnbc | World Business News Leader"),
        ("What did Fox News find?", "FOX News - Health"),
        ("Did the FOX News - Health article say so?", "FOX News - Health"),
        ("Who was named in a BBC article?", "BBC News - Entertainment & Arts"),
        ("Which Live Science report names it?", "Live Science: The Most Interesting Articles"),
        ("What did the NYT write?", "The New York Times"),
        ("Which articles are on nytimes.com articles?", "The New York Times"),
        ("What did the Independent - Sports write?", "The Independent - Sports"),
        ("What did the minister tell CNN?", "CNN"),
        ("What did USA Today report today?", "USA Today"),
        ("Что пишет CNN о потопе?", "CNN"),
        ("CNN'e göre ne oldu?", "CNN"),
    ],
)
def test_outlets_as_the_library_writes_them(question: str, outlet: str) -> None:
    assert outlets_named(question, HELD).outlets == (outlet,)
    assert outlets_named(question, HELD).unheld == ()


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("Do the articles from Fortune and The Age agree?", ("Fortune", "The Age")),
        (
            "Compare TechCrunch, Wired, and The Week on phones: what do they report?",
            ("TechCrunch", "Wired", "The Week"),
        ),
        ("What does TechCrunch say about phones, and The Verge?", ("TechCrunch", "The Verge")),
        ("What did The Independent report?", INDEPENDENT),
        ("Does the Time report agree with CNN, and does another Time article?", ("Time", "CNN")),
    ],
)
def test_several_outlets(question: str, outlets: tuple[str, ...]) -> None:
    assert held_in(question) == outlets


@pytest.mark.parametrize(
    ("question", "outlet"),
    [
        ("What did an article in Wired say?", "Wired"),
        ("What was accused by Fortune?", "Fortune"),
        ("Did the 'Fortune' story hold?", "Fortune"),
        ("Did Time report it?", "Time"),
        ("According to The Age, who won?", "The Age"),
        ("What did The Sun say?", "The Sun"),
        ("Was it reported by The Week?", "The Week"),
        ("Which firm does a Business World article name?", "Business World"),
    ],
)
def test_names_that_are_words_too(question: str, outlet: str) -> None:
    assert held_in(question) == (outlet,)


@pytest.mark.parametrize(
    "question",
    [
        "",
        "the of and",
        "“‘'",
        "What did Fortune 500 companies say?",
        "At what age did she die, and at what time?",
        "The age of steam was over, but what of the week that followed?",
        "Was she wired by fortune?",
        "Did the sun rise?",
        "Who met in Times Square?",
        "What does the Age of Empires article say?",
        "What did Sun Microsystems report?",
        "What did Michael Bloomberg do?",
        "Why did BBC staff strike?",
        "Why did the CNN strike end?",
        "Who sued CNN?",
        "Who owns The Sun?",
        "Who works for The Verge?",
        "Who is the new chief of CNN?",
        "What happened to TechCrunch?",
        "Who said so, other than CNN?",
        "What do articles not by TechCrunch say?",
        "What do people in the business world say?",
        "Чего потребовал Лавров?",
        "Lavrov ne istedi?",
    ],
)
def test_companies_and_words_are_no_sources(question: str) -> None:
    named = outlets_named(question, HELD)
    assert (named.outlets, named.unheld, named.spans) == ((), (), ())


@pytest.mark.parametrize(
    ("question", "unheld"),
    [
        ("Who won, according to Bloomberg?", ("Bloomberg",)),
        ("Who is named in a Forbes article?", ("Forbes",)),
        ("What was reported by Reuters?", ("Reuters",)),
        ("What did the WSJ report?", ("The Wall Street Journal",)),
        ("according to bloomberg, who won?", ("Bloomberg",)),
        (
            "Do an article in The Hindu and another in The Times of India agree?",
            ("The Hindu", "The Times of India"),
        ),
        ("What does the 'Quayside Fuse' article say?", ("Quayside Fuse",)),
        ("What does an article in the Quayside Gazette say?", ("Quayside Gazette",)),
        ("Which boat does the Brisbane Times article name?", ("Brisbane Times",)),
    ],
)
def test_outlets_that_are_not_held(question: str, unheld: tuple[str, ...]) -> None:
    assert outlets_named(question, HELD).unheld == unheld
    assert outlets_named(question, HELD).outlets == ()


def test_one_held_and_one_not() -> None:
    question = "Do The Verge and Bloomberg articles agree with Reuters’ report?"
    named = outlets_named(question, HELD)
    assert named.outlets == ("The Verge",)
    assert named.unheld == ("Bloomberg", "Reuters")
    assert [question[start:end] for start, end in named.spans] == ["The Verge", "Bloomberg", "Reuters"]


def test_an_outlet_asked_for_last() -> None:
    named = outlets_named("What does TechCrunch say about phones, and Bloomberg?", HELD)
    assert (named.outlets, named.unheld) == (("TechCrunch",), ("Bloomberg",))


def test_a_library_without_outlets() -> None:
    assert outlets_named("What does The Verge article say?", ()).unheld == ("The Verge",)
    assert outlets_named("What does the mayor say?", ()).unheld == ()


def test_names_are_kept_from_question_to_question() -> None:
    assert names_of(HELD) is names_of(tuple(HELD))


@given(
    st.lists(st.sampled_from([*HELD, "a", "article", "by", "The", "“", "'", "and", "Reuters", "500"])).map(
        " ".join
    )
)
def test_only_what_is_held_is_given_as_held(question: str) -> None:
    named = outlets_named(question, HELD)
    assert set(named.outlets) <= set(HELD)
    assert not set(named.unheld) & set(HELD)
    assert all(0 <= start < end <= len(question) for start, end in named.spans)


@given(st.text(max_size=60))
def test_any_text_can_be_read(question: str) -> None:
    outlets_named(question, HELD)
