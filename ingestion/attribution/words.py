"""Closed classes of English words by which clauses are told apart without a tagger."""

from __future__ import annotations

from retrieval.people.names import listed

BE = listed("be is was are were am been being isn't wasn't aren't weren't isn’t wasn’t aren’t weren’t 's ’s")
HAVE = listed("has have had having hasn't haven't hadn't hasn’t haven’t hadn’t")
DO = listed("does did do don't doesn't didn't don’t doesn’t didn’t")
MODAL = listed(
    """will would can could may might shall should must cannot won't wouldn't can't couldn't shouldn't
    won’t wouldn’t can’t couldn’t shouldn’t"""
)
AUXILIARY = BE | HAVE | DO | MODAL
GENITIVE = listed("'s ’s")
SUBJECT_PRONOUN = listed("he she they it we i you")
OBJECT_PRONOUN = listed("him her them me us")
POSSESSIVE = listed("his her their its our my your")
REFLEXIVE = listed("himself herself themselves itself")
DETERMINER = listed(
    """the a an this these those some many most several few all both any no another each every other two
    three four five six seven eight nine ten dozens hundreds"""
)
PREPOSITION = listed(
    """of for on about with at against in by as from over to into after before during under between among
    behind toward towards through without within around near since until despite amid like than via"""
)
CLAUSE = listed(
    """that because if when while although though whether what how why where who which as after before
    since until unless whereas so but or whom whose once"""
)
"""What begins a clause."""

JOINING = listed("and or &")
DAY = listed(
    """monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays today yesterday tonight"""
)
ENDS = frozenset({".", "!", "?", ";", "…"})
DASHES = frozenset({"—", "–", "-"})

_ADVERB = listed(
    """also then later once again earlier recently not never even just still always often now first
    already so too only long ever soon rather instead simply further"""
)
_NO_ADVERB = listed("family reply ally rally apply italy july supply assembly")


def is_adverb(low: str) -> bool:
    """Whether a word may stand between an auxiliary and its verb."""
    return low in _ADVERB or (low.endswith("ly") and len(low) > len("only") and low not in _NO_ADVERB)


def is_word(low: str) -> bool:
    """Whether a token is a word, not a mark and not a quotation."""
    return low[0].isalnum()


def begins_clause(low: str) -> bool:
    """Whether no noun phrase reaches over a word: it is a mark, or opens or belongs to a clause."""
    return (
        not is_word(low) or low in CLAUSE or low in AUXILIARY or low in SUBJECT_PRONOUN or low in DAY
    ) and low not in GENITIVE
