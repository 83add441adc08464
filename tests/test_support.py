"""A written sentence is shown only where the evidence that it cites bears it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from config.settings import BUNDLED_MODEL
from retrieval.models.embedder import Embedder, open_embedder
from retrieval.support.cited import Cited
from retrieval.support.quotations import quoted
from retrieval.support.sentence import check

EVIDENCE = {
    1: Cited(
        "Mayor Ada Quill told reporters on Friday that the harbour would not reopen before March 3.",
        title="Harbour stays shut",
        outlet="The Lakeside Tribune",
        published=date(2022, 2, 26),
        speaker="Ada Quill",
        said_on=date(2022, 2, 25),
    ),
    2: Cited(
        "Repairs to the mole cost about 4.2 million euros and took 35 workers nine weeks.",
        outlet="Coast Wire",
    ),
    3: Cited("“The sea doesn’t wait for committees,” said Bram Oster, who leads the dockers’ union."),
}


@pytest.fixture(scope="module")
def embedder(model_cache: Path) -> Embedder:
    return open_embedder(BUNDLED_MODEL, model_cache)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ada Quill said the harbour will not open again before March 3 [1].",
        "The harbour would stay closed until March 3 at the earliest, Quill said on February 25 [1].",
        "Repairing the mole took 35 workers nine weeks and cost 4.2 million euros [2].",
        'Bram Oster, the union\'s leader, said "The sea doesn’t wait for committees" [3].',
    ],
)
def test_what_the_evidence_says_passes(sentence: str, embedder: Embedder) -> None:
    assert check(sentence, EVIDENCE, embedder).failures == ()


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("marker", "Ada Quill said the harbour will not open again before March 3."),
        ("marker", "Ada Quill said the harbour will not open again before March 3 [7]."),
        ("marker", "Ada Quill said the harbour will not open again before March 3 [^1] [1]."),
        ("marker", "Ada Quill said the harbour will not open again before March 3 【1】."),
        ("marker", "Ada Quill said the harbour will not open again before March 3 (1)."),
        ("marker", "Ada Quill said the harbour will not open again before March 3 [1][99]."),
        ("quotation", "Bram Oster said “The sea doesn't wait for committees” [3]."),
        ("quotation", "Bram Oster said «The sea doesn’t wait for committee» [3]."),
        ("quotation", "Bram Oster said that 'The sea doesn’t wait for comittees' [3]."),
        ("quotation", "Bram Oster said “The sea doesn’t wait for committees [3]."),
        ("figure", "Repairing the mole took 36 workers nine weeks [2]."),
        ("figure", "Repairing the mole took 35 workers ten weeks [2]."),
        ("figure", "Repairing the mole cost 4.2 million dollars [2]."),
        ("figure", "Repairing the mole cost more than 4.2 million euros [2]."),
        ("day", "Ada Quill said the harbour will not open again before March 4 [1]."),
        ("day", "On Wednesday Ada Quill said the harbour will not open again before March 3 [1]."),
        ("name", "Bram Oster said the harbour will not open again before March 3 [1]."),
        ("name", "French repairs to the mole cost about 4.2 million euros [2]."),
        ("name", "The Chinese Mayor Ada Quill said the harbour would not reopen before March 3 [1]."),
        # The letters of these stand in "euros" and "Tribune", which does not make names of them.
        ("name", "Repairs to the mole cost the EU about 4.2 million euros [2]."),
        (
            "name",
            "Mayor Ada Quill told reporters in Trib that the harbour would not reopen before March 3 [1].",
        ),
        ("negation", "Ada Quill said the harbour will open again before March 3 [1]."),
        ("negation", "Repairs to the mole did not cost 4.2 million euros [2]."),
        (
            "addition",
            "Repairs to the mole cost 4.2 million euros, and the baker next door went bankrupt [2].",
        ),
        ("meaning", "The orchestra played a waltz by candlelight [2]."),
    ],
)
def test_what_it_does_not_say_is_stopped(kind: str, sentence: str, embedder: Embedder) -> None:
    verdict = check(sentence, EVIDENCE, embedder)
    assert kind in {failure.kind for failure in verdict.failures}


def test_who_is_spoken_to_is_not_who_speaks(embedder: Embedder) -> None:
    evidence = {1: Cited("Ada Quill told Bram Oster that the crane would be sold.", speaker="Ada Quill")}
    assert check("Ada Quill told Bram Oster that the crane would be sold [1].", evidence, embedder).ok
    verdict = check("Bram Oster told Ada Quill that the crane would be sold [1].", evidence, embedder)
    assert {failure.kind for failure in verdict.failures} == {"speaker"}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("figure", "Quill said the number of people at the harbour is 3 [1]."),
        ("addition", "The inquiry heard that Ada Quill opened the sluice gates on Friday [1]."),
    ],
)
def test_a_headline_lends_names_and_nothing_else(kind: str, sentence: str, embedder: Embedder) -> None:
    evidence = {
        1: Cited(
            "Ada Quill told the inquiry on Friday how many people had left the harbour.",
            title="Toll corrected to three: sluice gates stayed shut, Quill tells inquiry",
            speaker="Ada Quill",
        )
    }
    verdict = check(sentence, evidence, embedder)
    assert kind in {failure.kind for failure in verdict.failures}
    assert check("Ada Quill told the inquiry how many had left the harbour [1].", evidence, embedder).ok


def test_an_entailment_model_has_the_last_word(embedder: Embedder) -> None:
    class Doubting:
        def scores(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Sequence[float]:
            return [0.1 for _ in hypotheses]

    sentence = "Ada Quill said the harbour will not open again before March 3 [1]."
    verdict = check(sentence, EVIDENCE, embedder, entailment=Doubting())
    assert [failure.kind for failure in verdict.failures] == ["meaning"]


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("the dockers' vote and the crews’ pay", []),
        ("he said ‘don’t go’ twice", ["don’t go"]),
        ("she called it \"a 'plain' lie\"", ["a 'plain' lie"]),
        ("„Gut“ and «bon»", ["Gut", "bon"]),
        ("it's Quill's", []),
    ],
)
def test_quotation_marks_are_told_from_apostrophes(text: str, within: list[str]) -> None:
    assert [text[one.start : one.end] for one in quoted(text)] == within
