"""Which kinds of article a question prefers: reporting, unless it asks for another kind."""

from __future__ import annotations

import re

from retrieval.article import Article, Kind
from retrieval.asking.question import Query
from retrieval.asking.scope import Scope

LESSER_KIND = 2.0
"""How far opinion, analysis, live pages and releases rank below reporting as relevant, in units of the score.

Set by hand: questions of fact with an opinion piece as their only answer are too few to fit it to.
"""

_ASKED_FOR: dict[Kind, re.Pattern[str]] = {
    "opinion": re.compile(
        r"\b(?:opinions?|editorials?|op-?eds?|columns?|columnists?|commentar(?:y|ies))\b", re.I
    ),
    "analysis": re.compile(r"\b(?:analys[ie]s|analysts?|explainers?)\b", re.I),
    "live": re.compile(r"\blive (?:blogs?|pages?|updates?|coverage)\b", re.I),
    "release": re.compile(r"\b(?:press|news) releases?\b", re.I),
}


def lesser(query: Query, article: Article, scope: Scope) -> bool:
    """Whether an article is of a kind that ranks below reporting for this question."""
    if article.kind == "news" or article.outlet in scope.outlets:
        return False
    return _ASKED_FOR[article.kind].search(query.text) is None
