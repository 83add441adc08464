from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.dates import FIRST_YEAR, LEEWAY, in_future, parse_stamp
from ingestion.draft import Stamp


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2022", "2022-01-01T00:00:00+00:00", "year"),
        ("2022-03", "2022-03-01T00:00:00+00:00", "month"),
        ("2022-01-13", "2022-01-13T00:00:00+00:00", "day"),
        ("20220113", "2022-01-13T00:00:00+00:00", "day"),
        ("05.01.2022", "2022-01-05T00:00:00+00:00", "day"),
        ("2022-01-13 18:30 UTC", "2022-01-13T18:30:00+00:00", "minute"),
        ("2022/01/13 18:30", "2022-01-13T18:30:00+00:00", "minute"),
        ("2024-05-10 17:15 +0100", "2024-05-10T16:15:00+00:00", "minute"),
        ("2022-01-21T17:55:00+01:00", "2022-01-21T16:55:00+00:00", "second"),
        ("20220113T183000Z", "2022-01-13T18:30:00+00:00", "second"),
        ("Thu, 13 Jan 2022 18:30:05 GMT", "2022-01-13T18:30:05+00:00", "second"),
        ("Thu, 13 Jan 2022 18:30 -0500", "2022-01-13T23:30:00+00:00", "minute"),
        ("1640995200", "2022-01-01T00:00:00+00:00", "second"),
        ("1640995200000", "2022-01-01T00:00:00+00:00", "second"),
        ("31 December 2021", "2021-12-31T00:00:00+00:00", "day"),
        ("March 2022", "2022-03-01T00:00:00+00:00", "month"),
        ("Dec. 31, 2021 10:05 a.m. EST", "2021-12-31T15:05:00+00:00", "minute"),
        ("31 décembre 2021", "2021-12-31T00:00:00+00:00", "day"),
        ("mar. 12 nov. 2024", "2024-11-12T00:00:00+00:00", "day"),
        ("mar, 14 may 2024 10:30", "2024-05-14T10:30:00+00:00", "minute"),
        ("13/02/2022", "2022-02-13T00:00:00+00:00", "day"),
    ],
)
def test_what_is_stated_is_read_to_its_precision(text: str, at: str, precision: str) -> None:
    stamp = parse_stamp(text)
    assert stamp is not None
    assert (stamp.at.isoformat(), stamp.precision) == (at, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whenever",
        "yesterday",
        "2 hours ago",
        "Friday",
        "12:30",
        "10 May",
        "Q3 2022",
        "2022-02-31",
        "April 31, 2022",
        "1650-01-01",
        "0001-01-01",
        "9999-12-31T23:59:59-10:00",
        "2022-01-13T18:30:00+99:00",
        "x" * 10_000,
    ],
)
def test_no_date_is_made_up(text: str) -> None:
    assert parse_stamp(text) is None


def test_a_date_that_reads_in_two_orders_is_no_date() -> None:
    assert parse_stamp("03/02/2022") is None
    assert parse_stamp("1 2 2022") is None
    assert parse_stamp("5/5/2022") is not None


def test_a_zone_with_two_meanings_leaves_the_day_only() -> None:
    assert parse_stamp("May 4, 2024 10:22 AM IST") == Stamp(datetime(2024, 5, 4, tzinfo=UTC), "day")


def test_a_future_date_is_read_and_can_be_told() -> None:
    stamp = parse_stamp("2150-01-01")
    assert stamp is not None
    assert in_future(stamp)
    now = datetime(2024, 1, 1, tzinfo=UTC)
    assert not in_future(Stamp(now + LEEWAY, "second"), now)
    assert in_future(Stamp(now + LEEWAY + timedelta(seconds=1), "second"), now)


@given(st.integers(-8_000_000_000, 250_000_000_000), st.integers(-14, 14))
def test_every_iso_instant_comes_back(seconds: int, hours: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    zone = f"{'-' if hours < 0 else '+'}{abs(hours):02d}:00"
    stamp = parse_stamp(f"{moment.replace(tzinfo=None).isoformat()}{zone}")
    assert stamp == Stamp(moment - timedelta(hours=hours), "second")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40) | st.from_regex(r"[0-9 /:.,TZ+-]{1,24}", fullmatch=True))
def test_nothing_raises_and_every_instant_is_utc(text: str) -> None:
    stamp = parse_stamp(text)
    assert stamp is None or (stamp.at.utcoffset() == timedelta(0) and stamp.at.year >= FIRST_YEAR)


def test_iso_dates_do_not_load_dateparser() -> None:
    code = (
        "import sys; from ingestion.dates import parse_stamp; "
        "parse_stamp('2022-01-13T18:30:00Z'); parse_stamp('1640995200'); "
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_date_that_is_cut_off_loads_no_other_language() -> None:
    cut = [
        "2024-05-01T08:0",
        "Mon, 13 May 2024 02:3",
        "45 May 2024",
        "2024-05-01T08:00:00.000 + 02",
        "5//2024",
    ]
    program = (
        "import sys\nfrom ingestion.dates import parse_stamp\n"
        f"for text in {cut!r}: parse_stamp(text)\n"
        "print([name for name in sys.modules if name.startswith('dateparser.data.date_translation_data.')])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "['dateparser.data.date_translation_data.en']\n"
