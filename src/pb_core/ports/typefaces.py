"""Port of the typefaces that the engines of this installation set text in."""

import unicodedata
from typing import Protocol


class Typefaces(Protocol):
    """Which characters can be drawn.

    Duties: ``missing`` names exactly the letters, marks and digits that the drawing engines refuse; it answers from
    the installed faces alone, the same for equal texts. Both may read files and take a tenth of a second at first,
    so they are called in a thread. Safe to call concurrently.
    """

    def missing(self, text: str) -> str:
        """The letters, marks and digits of a text that no face has a glyph for, each once, in the text's order."""

    def remedy(self, char: str) -> str | None:
        """The command that installs a face for a missing character; ``None`` where none is known."""


def missing_glyph(char: str, remedy: str | None) -> str:
    """The sentence about a character that no face has."""
    sentence = f"no installed typeface has a glyph for '{char}' ({unicodedata.name(char, 'unnamed')})"
    return f"{sentence}; one is installed by {remedy}" if remedy else sentence
