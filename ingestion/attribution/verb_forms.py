"""The stem that the forms of a word share, and which form it is: "claims" is claim + s."""

from __future__ import annotations

from functools import lru_cache

_IRREGULAR_FORMS = {
    "ed": """
        said:say told:tell thought:think wrote:write knew:know saw:see felt:feel found:find gave:give
        made:make took:take spoke:speak sought:seek held:hold swore:swear put:put went:go came:come
        heard:hear meant:mean understood:understand forecast:forecast foresaw:foresee drew:draw sent:send
        chose:choose forgot:forget taught:teach had:have slammed:slam read:read set:set stood:stand
        kept:keep left:leave
    """,
    "en": """
        known:know seen:see given:give taken:take spoken:speak written:write shown:show chosen:choose
    """,
    "s": """
        has:have does:do says:say
    """,
    "": """
        according:according
    """,
    "ing": """
        saying:say
    """,
}
_IRREGULAR = {
    form: (base, ending)
    for ending, forms in _IRREGULAR_FORMS.items()
    for form, base in (pair.split(":") for pair in forms.split())
}


@lru_cache(maxsize=8192)
def stem(low: str) -> tuple[str, str]:
    """The stem of a word and its ending: "", "s", "ed", "en" or "ing"."""
    if low in _IRREGULAR:
        base, ending = _IRREGULAR[low]
        return _base(base, ""), ending
    for ending in ("ing", "ed", "s"):
        if low.endswith(ending) and len(low) > len(ending) + 2 and not low.endswith(("ss", "us", "is")):
            return _base(low[: -len(ending)], ending), ending
    return _base(low, ""), ""


def _base(bare: str, ending: str) -> str:
    if ending and bare.endswith("i"):
        bare = bare[:-1] + "y"
    if ending == "s" and bare.endswith(("ie",)):
        return bare[:-2] + "y"
    if ending in ("ing", "ed") and len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "sl":
        bare = bare[:-1]
    return bare.rstrip("e") if len(bare) > 3 else bare
