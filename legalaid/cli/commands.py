"""Loads the files whose import registers commands."""

from legalaid.cli import office

__all__ = ["office"]
