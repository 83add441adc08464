"""Names that are one person's and names that are not."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.people.person import person_key, same_person

ONE = [
    ("Lavrov", "Lavrow", "Лавров", "Sergei Lavrov", "Sergey Lavrov", "Sergej Lawrow", "Сергей Лавров"),
    ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenskyi", "Зеленський", "Зеленский", "Volodymyr Zelensky"),
    ("Volodymyr Zelenskyy", "Vladimir Zelensky", "Володимир Зеленський", "President Zelensky"),
    ("Joe Biden", "Joseph Biden", "Joseph R. Biden", "biden"),
    ("President Joe Biden", "Biden", "J. Biden", "Mr. Biden", "Biden’s", "Joe Biden's"),
    ("Ursula von der Leyen", "von der Leyen", "Leyen", "EU Commission President Ursula von der Leyen"),
    (
        "Vladimir Putin",
        "Путин",
        "Putin",
        "Wladimir Putin",
        "Владимир Путин",
        "Путін",
        "Russian President Putin",
    ),
    ("Boris Yeltsin", "Ельцин", "Eltsin"),
    ("Mikhail Gorbachev", "Горбачёв", "Gorbatschow", "Michail Gorbatschow"),
    ("Viktor Yanukovych", "Янукович", "Yanukovich", "Janukowytsch"),
    ("Vitali Klitschko", "Кличко", "Klichko", "Vitaliy Klitschko"),
    ("Dmitry Peskov", "Dmitri Peskov", "Песков", "Пєсков", "Peskow"),
    (
        "Recep Tayyip Erdoğan",
        "Recep Tayyip Erdogan",
        "Erdogan",
        "Tayyip Erdogan",
        "Turkish President Erdoğan",
    ),
    ("Bashar al-Assad", "al-Assad", "Assad", "Bashar Assad"),
    ("Crown Prince Mohammed bin Salman", "Muhammad bin Salman", "bin Salman", "Salman"),
    ("Angela Müller", "Angela Mueller", "Angela Muller", "Müller"),
    ("Bill Clinton", "William Clinton", "William Jefferson Clinton", "former President Bill Clinton"),
    ("Hillary Clinton", "Hillary Rodham Clinton", "Mrs. Clinton", "Clinton"),
    ("Xi Jinping", "Xi", "President Xi Jinping", "习近平"),
    ("Kim Jong Un", "Kim Jong-un", "Kim"),
    ("Novak Djokovic", "Novak Đoković", "Djokovic"),
    ("Martin Luther King Jr.", "Martin Luther King, Jr.", "King", "Dr. King"),
    ("Sean O’Malley", "Sean O'Malley", "O'Malley"),
    ("Alexandria Ocasio-Cortez", "Ocasio-Cortez", "Rep. Alexandria Ocasio-Cortez"),
    ("George W. Bush", "George Bush", "Bush", "President George W. Bush"),
    ("Kyriakos Mitsotakis", "Μητσοτάκης", "Mitsotakis"),
    ("Philip Hammond", "Phil Hammond", "Filip Hammond"),
    ("Alexei Navalny", "Aleksei Navalny", "Alexey Navalnyy", "Навальный"),
    ("NATO", "Nato", "nato"),
    ("the White House", "White House", "The White House"),
    ("The Washington Post", "Washington Post"),
    ("Foreign Ministry", "the foreign ministry"),
]

TWO = [
    ("Joe Biden", "Hunter Biden"),
    ("Joe Biden", "Jill Biden"),
    ("Michelle Obama", "Barack Obama"),
    ("Bill Clinton", "Hillary Clinton"),
    ("Donald Trump", "Ivanka Trump"),
    ("Donald Trump", "Donald Trump Jr."),
    ("Sergei Lavrov", "Kirill Lavrov"),
    ("Lavrov", "Petrov"),
    ("Lavrov", "Antony Blinken"),
    ("George W. Bush", "George H. W. Bush"),
    ("George Bush", "Jeb Bush"),
    ("John F. Kennedy", "Robert F. Kennedy"),
    ("Boris Johnson", "Lyndon Johnson"),
    ("Theresa May", "Brian May"),
    ("Vitali Klitschko", "Wladimir Klitschko"),
    ("Kim Kardashian", "Kim Jong Un"),
    ("White House", "House"),
    ("The Washington Post", "The New York Post"),
    ("NATO", "Nathan"),
    ("Foreign Ministry", "Defence Ministry"),
    ("", ""),
    ("", "Lavrov"),
    ("—", "…"),
    ("Xi Jinping", "Xi Mingze"),
    ("Bank of England", "Lynsey England"),
]


@pytest.mark.parametrize("names", ONE, ids=lambda names: names[0])
def test_spellings_of_one_person(names: tuple[str, ...]) -> None:
    assert len({person_key(name) for name in names}) == 1
    assert all(same_person(a, b) and same_person(b, a) for a, b in combinations(names, 2))


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_people(one: str, other: str) -> None:
    assert not same_person(one, other)
    assert not same_person(other, one)


@pytest.mark.parametrize(("name", "key"), [("", ""), ("...", ""), ("Jr.", "ir"), ("President", "president")])
def test_what_is_hardly_a_name(name: str, key: str) -> None:
    assert person_key(name) == key


@given(st.text(max_size=60))
def test_any_text_has_a_key_and_is_itself(name: str) -> None:
    key = person_key(name)
    assert key == person_key(f"  {name}  ")
    assert same_person(name, name) == bool(key)
