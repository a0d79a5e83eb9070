"""The built-in style guides, as text files of our own writing."""

from functools import cache
from importlib import resources


@cache
def guide(name: str) -> str:
    """The text of a guide: ``methodology`` or ``statistical_plot``."""
    return resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").strip()
