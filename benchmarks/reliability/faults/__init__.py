"""Breaks what Newsdesk stands on for real: disks, rights, clocks, locks, calls to the system."""

from __future__ import annotations
