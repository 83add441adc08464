"""The verbs with which news gives words to somebody."""

from __future__ import annotations

# These have other uses: "continued its work", "asked for a promise".
_WEAK = (
    r"(?:accepted|asked|asks|continued|emphasi[sz]ed|joked|maintained|quipped|recalled|repeated|replied|responded)"
    r"(?=\s+that\b|\s*[,:“\"]|\s*[.!]?\s*$)"
)
VERB = (
    r"(?:said|says|told|tells|added|adds|warned|warns|demanded|demands|announced|announces|argued|argues"
    r"|stressed|insisted|insists|acknowledged|acknowledges|explained|explains|noted|notes|wrote|writes"
    r"|tweeted|claimed|claims|confirmed|denied|called for|calls for|reiterated|stated|urged|urges|pledged"
    r"|vowed|predicted|suggested|suggests|estimated|declared|complained|concluded|testified|conceded"
    rf"|admitted|asserted|{_WEAK})"
)
"""A regular expression without groups."""
