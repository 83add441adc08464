"""Publishers' groups: the packaged table, a user's own, and tables that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import SettingsError
from retrieval.outlets.families import Families


def test_two_sites_of_one_group_are_one_voice() -> None:
    families = Families()
    assert families.voices(["Daily Mirror", "The Daily Express", "https://www.dailystar.co.uk/news"]) == 1
    assert families.voices(["CNN", "cnn.com", "BBC News", "The Harbour Post"]) == 3
    assert families.voices([]) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("The Guardian", "guardian"), ("USA TODAY", "usatoday.com"), ("A.P.", "Associated Press")],
)
def test_case_articles_and_punctuation_do_not_matter(one: str, other: str) -> None:
    assert Families().of(one) == Families().of(other)


def test_an_outlet_of_no_group_stands_for_itself() -> None:
    assert Families().of("The Harbour Post") == Families().of("harbour post") != Families().of("Harbour")


def test_a_users_table_is_laid_over_the_packaged_one(tmp_path: Path) -> None:
    table = tmp_path / "own.toml"
    table.write_text('"Coast Papers" = ["The Harbour Post", "harbourpost.example", "CNN"]\n')
    families = Families(table)
    assert families.voices(["The Harbour Post", "harbourpost.example", "CNN", "Coast Papers"]) == 1
    assert families.voices(["Daily Mirror", "Daily Express"]) == 1


@pytest.mark.parametrize("content", [b"not toml [", b"a = 1", b"a = [1]", b"\xff\xfe", None])
def test_a_table_that_is_none_is_refused(tmp_path: Path, content: bytes | None) -> None:
    table = tmp_path / "own.toml"
    if content is not None:
        table.write_bytes(content)
    with pytest.raises(SettingsError) as refused:
        Families(table)
    assert str(table) in refused.value.message
    assert refused.value.hint
