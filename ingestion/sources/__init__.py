"""Where articles come from: files, pages, feeds, sitemaps, archives, releases."""

from __future__ import annotations
