"""Text from articles made harmless to a model: nothing in it looks like a part of the prompt."""

from __future__ import annotations

import re
import unicodedata

_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("[{【〔［｛〚⟦❲⁅", "("),
        **dict.fromkeys("]}】〕］｝〛⟧❳⁆", ")"),
        **dict.fromkeys("<＜〈⟨《«﹤", "‹"),
        **dict.fromkeys(">＞〉⟩》»﹥", "›"),
        **dict.fromkeys("|｜¦", "/"),
        "`": "'",
    }
)
_FENCE = re.compile(r"([=\-_#~*+‹›\"'─━═—])(?:\s?\1){2,}")
_SPACE = re.compile(r"\s+")


def defused(text: str) -> str:
    """The text on one line: brackets made round, fences and role tags taken apart, nothing hidden.

    Args:
        text: a quotation, a headline, the name of an outlet or of a person.
    """
    plain = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _HIDDEN)
    return _SPACE.sub(" ", _FENCE.sub(r"\1", plain.translate(_LOOK_ALIKES))).strip()


_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Unicode categories of characters that are not seen: controls, formats, tags, private use, surrogates."""
