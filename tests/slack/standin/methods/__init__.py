"""The Web API's methods, a family a module."""

from __future__ import annotations
