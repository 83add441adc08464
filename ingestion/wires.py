"""Whose text an article says it carries: a news agency's, or another outlet's."""

from __future__ import annotations

import re
from collections.abc import Sequence

_AGENCIES = {
    "ap": "Associated Press",
    "associated press": "Associated Press",
    "reuters": "Reuters",
    "thomson reuters": "Reuters",
    "afp": "Agence France-Presse",
    "agence france-presse": "Agence France-Presse",
    "pti": "Press Trust of India",
    "press trust of india": "Press Trust of India",
    "ani": "Asian News International",
    "asian news international": "Asian News International",
    "ians": "Indo-Asian News Service",
    "upi": "United Press International",
    "united press international": "United Press International",
    "pa": "PA Media",
    "pa media": "PA Media",
    "press association": "PA Media",
    "dpa": "dpa",
    "deutsche presse-agentur": "dpa",
    "xinhua": "Xinhua",
    "tass": "TASS",
    "itar-tass": "TASS",
    "ria novosti": "RIA Novosti",
    "interfax": "Interfax",
    "efe": "EFE",
    "ansa": "ANSA",
    "kyodo": "Kyodo News",
    "kyodo news": "Kyodo News",
    "yonhap": "Yonhap",
    "anadolu": "Anadolu Agency",
    "bloomberg": "Bloomberg",
    "canadian press": "The Canadian Press",
    "aap": "Australian Associated Press",
}
_HEAD = 400
"""Code points in which a dateline stands."""

# "MOSCOW, Dec 31 (Meridian Wire) - Foreign …", "(CNN) — …", "TORONTO (AP) — …"
_DATELINE = re.compile(
    r"^(?:(?:[A-Z][A-Z.’'-]+\b[^\n()]{0,60})?\(([A-Z][^\n()\d]{1,40})\)\s?[-–—:]"
    r"|\(([A-Z][^\n()\d]{1,40})\)\s[A-Z])",
    re.MULTILINE,
)
_INPUTS = re.compile(
    r"with (?:additional )?(?:inputs?|reporting|files|contributions?) (?:from|by) (?P<named>.+?)[).]*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:the|news agency|agency)\s+", re.IGNORECASE)
_MORE = re.compile(r",|\band\b|&|;")


def origin_of(text: str, *, byline: Sequence[str] = (), credits: Sequence[str] = ()) -> str | None:
    """Whom an article names as the source of its text, if anyone.

    Args:
        text: whose opening may be a dateline.
        byline: authors as stated; an agency may stand for them.
        credits: lines such as "With inputs from …", taken out of the text.
    """
    dateline = _DATELINE.search(text[:_HEAD])
    if dateline is not None:
        return _named(dateline[1] or dateline[2])
    for line in credits:
        found = _INPUTS.search(line.strip("() "))
        if found is not None:
            # Of several the first is named: "inputs from Reuters and AFP".
            return _named(_MORE.split(found["named"])[0])
    for name in (*credits, *byline, *text[:_HEAD].split("\n", 2)[:1]):
        known = _AGENCIES.get(_bare(name))
        if known is not None:
            return known
    return None


def _named(name: str) -> str | None:
    """The name in full where the table has it, else as it was written."""
    return _AGENCIES.get(_bare(name), " ".join(name.split())) or None


def _bare(name: str) -> str:
    return _ARTICLE.sub("", " ".join(name.casefold().strip("().—–- ").split()))
