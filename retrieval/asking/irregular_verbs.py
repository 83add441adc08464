"""Irregular verbs of news: "take" and "took" are one word to a reader, and two to a stemmer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from retrieval.terms import terms

_VERBS = """
beat beaten|become became|begin began begun|break broke broken|bring brought|build built|burn burnt
buy bought|catch caught|choose chose chosen|come came|cut|deal dealt|draw drew drawn
drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feel felt|fight fought
find found|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|get got gotten
give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hid|hidden|hold held
keep kept|know knew known|lead led|leave left|lend lent|lose lost|make made|mean meant|meet met
pay paid|ride rode ridden|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold
send sent|shake shook|shaken|shoot shot|show shown|sing sang sung|sink sank sunk|sit sat|sleep slept
speak spoke spoken|spend spent|stand stood|steal stole stolen|strike struck|swear swore sworn
sweep swept|swim swam swum|take took taken|teach taught|tell told|think thought|throw threw thrown
understand understood|wear wore worn|win won|withdraw withdrew withdrawn|write wrote written
sue sued|die dead|bear bore born|bind bound|bite bit bitten|blow blew blown|cast|cling clung
creep crept|dig dug|freeze froze frozen|grind ground|lay laid|lie lay lain|overcome overcame
overthrow overthrew overthrown|ring rang rung|shrink shrank shrunk|spin spun|spring sprang sprung
sting stung|swing swung|tear tore torn|undergo underwent undergone|weep wept|wind wound
"""


@cache
def _families() -> dict[str, frozenset[str]]:
    """For each form, as a term, all the forms of its verb."""
    found: dict[str, frozenset[str]] = {}
    for verb in _VERBS.replace("\n", "|").split("|"):
        family = frozenset(terms(verb))
        for term in family:
            found[term] = found.get(term, frozenset()) | family
    return found


def other_forms(asked: Iterable[str]) -> dict[str, str]:
    """For other forms of the irregular verbs among these terms, the form that is asked with."""
    return {other: term for term in asked for other in _families().get(term, frozenset()) if other != term}
