"""Who said what: quotations, words that attribute, the speaker, what was said and to whom."""

from __future__ import annotations
