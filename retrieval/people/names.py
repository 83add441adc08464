"""Names of speakers: how they are written, which words are none, and the fullest form an article has."""

from __future__ import annotations

import re
from collections import Counter


def listed(words: str) -> frozenset[str]:
    """The set of the words in a text."""
    return frozenset(words.split())


_FUNCTION = listed(
    """
    I He She It They We You Who What When Where Why How Which While If As At By For From In Into Of On
    Or Out Over To Under Until With Without After Before Because Since Though Although Unless Once And
    But So Yet Nor Not No The A An That This These Those There Here Then Than His Her Its Their Our My
    Your Both Each Either Neither All Any Some Many Most Much Few Several One Two Three Another Others
    Other Nobody Everyone Everybody Somebody Someone Asked Having Being Speaking Instead Meanwhile
    However Still Also Now Later Earlier Yesterday Today Tomorrow Just Even Only Perhaps Indeed Moreover
    Nevertheless According During Despite Amid Yes Well Monday Tuesday Wednesday Thursday Friday
    Saturday Sunday January February April June July August September October November December
    """
)
# At the beginning of a sentence these stand in capitals too.
_NOUNS = listed(
    """
    officials police experts critics researchers scientists doctors residents witnesses authorities
    organisers organizers campaigners analysts economists lawyers prosecutors investigators supporters
    opponents activists lawmakers sources people reports report polls poll studies study research
    documents statement aides allies advocates voters neighbours neighbors relatives rescuers
    firefighters engineers traders investors leaders ministers diplomats workers unions teachers parents
    students historians observers governments companies scholars historian spokesman spokeswoman
    spokesperson nothing something everything
    """
)
TITLES = listed(
    """
    us u.s. un u.n. eu uk russian american ukrainian british french german chinese turkish israeli
    iranian japanese indian polish italian spanish canadian australian european former acting deputy
    vice prime first foreign defense defence finance interior health state general press permanent chief
    executive senior junior president minister premier secretary treasury education energy labor labour
    commerce justice house senate speaker majority minority leader chancellor ambassador envoy senator
    sen. congressman congresswoman rep. representative governor gov. lt. mayor councillor judge
    spokesman spokeswoman spokesperson director chairman chairwoman chair officer professor prof. dr. dr
    mr. mr mrs. mrs ms. ms miss sir dame lord lady king queen prince princess pope rev. gen. col. maj.
    capt. sgt. captain colonel sergeant inspector superintendent commissioner constable detective
    admiral adm. attorney sheriff republican democrat democratic conservative liberal tory labour
    candidate nominee rival host author strategist adviser advisor analyst correspondent reporter
    columnist mogul coach ceo of the
    """
)
_BODIES = listed(
    """
    times post news house journal press reuters novosti committee party campaign university institute
    center centre department ministry bank court congress senate board agency office service commission
    council union association group foundation reserve authority administration nations parliament
    government police army navy company corporation inc ltd hospital infirmary school college club
    society league fund network federation administration organization organisation kremlin pentagon
    cabinet consortium republicans democrats novosti
    """
)

_GROUPS = ("Republicans", "Democrats", "Conservatives", "ians", "icans")

_PART = r"(?:of|the|de|der|del|di|la|le|du|da|dos|van|von|bin|ibn|al|el)"
_ABBREVIATED = (
    r"(?:[A-Z]\.){1,3}|(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Maj|Capt|Sgt|St|Rev|Adm|Jr|Sr)\."
)
_CAPITALISED = r"(?:[ad]l-|[dDO]['’])?[A-ZÀ-ÖØ-ÞŁŞİŠŽ](?:[\w-]|['’](?!s\b))*"
WORD = rf"(?!(?:{'|'.join(sorted(_FUNCTION))})\b(?!-))(?:{_ABBREVIATED}|{_CAPITALISED})"
NAME = rf"(?:{WORD})(?:\s+(?:{_PART}\s+){{0,2}}(?:{WORD})){{0,6}}(?![\w’'-])"
"""A name as written, titles included; a regular expression without groups."""

CLEARLY = 2
"""So many times as often as another of the same surname somebody must be named to be meant by it."""

LONGEST = 70
"""Code points of the longest name; a longer run of capitals is a headline."""


def is_name(written: str, *, opens: bool) -> bool:
    """Whether what is written like a name is one.

    Args:
        written: as `NAME` finds it.
        opens: whether the sentence begins with it.
    """
    if len(written) > LONGEST:
        return False
    words = written.lower().split()
    return not (opens and len(words) == 1 and words[0] in _NOUNS) and words[-1] not in _NOUNS


def full_name(written: str, text: str) -> str | None:
    """The fullest form of a name in an article: "Lavrov" becomes "Sergei Lavrov".

    Args:
        written: as `NAME` finds it, titles included.
        text: the article.

    Returns:
        None where only a title is left.
    """
    words = written.split()
    if is_body(words):
        return " ".join(words)
    words = person_words(words)
    if not words:
        return None
    if len(words) > 1 and not words[0].endswith("."):
        return " ".join(words)
    return (None if is_group(words[-1]) else _fuller(words[-1], text)) or " ".join(words)


def is_body(words: list[str]) -> bool:
    """Whether a name's words are those of a ministry, an outlet or the like."""
    plain = [word.lower() for word in words]
    if plain and plain[-1] in _BODIES:
        return True
    # "Bank of England"; but not "Commission President Ursula von der Leyen".
    titles = [n for n, word in enumerate(plain) if word in TITLES and word not in ("of", "the")]
    last = titles[-1] if titles else -1
    return len(plain) > 2 and any(word in _BODIES - TITLES for word in plain[last + 1 :])


def is_group(word: str) -> bool:
    """Whether a name is that of many: "Republicans", "Egyptians"."""
    return word.endswith(_GROUPS)


def person_words(words: list[str]) -> list[str]:
    """First names and surname: what stands after the last title."""
    after = [n + 1 for n, word in enumerate(words) if word.lower() in TITLES]
    left = words[after[-1] :] if after else words
    return left[-4:] if len(left) > 4 else left


def _fuller(surname: str, text: str) -> str | None:
    """First name and surname, in the form that the article has most often."""
    forms: Counter[str] = Counter()
    for match in re.finditer(rf"((?:{WORD}\s+){{1,3}}){re.escape(surname)}\b(?!['’]?\s+[A-Z])", text):
        words = person_words([*match[1].split(), surname])
        if "\n" in match[1] or (words[0].isupper() and len(words[0]) > 2 and not surname.isupper()):
            continue
        for length in range(2, len(words) + 1):
            forms[" ".join(words[-length:])] += 1
    # A longer form that is as frequent has all the first names; a rarer one took in a word of a headline.
    ranked = sorted(forms, key=lambda form: (-forms[form], -len(form)))
    others = [form for form in ranked if not ranked[0].endswith(form) and not form.endswith(ranked[0])]
    # Two of one surname, Mr and Mrs perhaps: the article means the one it names most, if by far.
    clear = ranked and (not others or forms[ranked[0]] > CLEARLY * forms[others[0]])
    return ranked[0] if clear else None
