"""The installed typefaces as the core asks about them."""

import unicodedata

from pb_adapters.drawing.shared.typefaces import CJK_EXTRA, drawable, has_cjk, is_letter
from pb_core.ports.typefaces import missing_glyph

_OF_EMOJI = ("VARIATION SELECTOR", "COMBINING ENCLOSING KEYCAP")

_CJK_NAMES = ("CJK ", "HIRAGANA ", "KATAKANA ", "HANGUL ", "BOPOMOFO ", "IDEOGRAPHIC ", "HALFWIDTH ", "FULLWIDTH ")


class InstalledTypefaces:
    """Which characters our faces draw, and which extra brings more."""

    def missing(self, text: str) -> str:
        """The letters, marks and digits of a text that no face has a glyph for, each once, in the text's order."""
        return "".join(char for char in dict.fromkeys(unicodedata.normalize("NFC", text)) if cannot_be_set(char))

    def remedy(self, char: str) -> str | None:
        """The command that installs a face for a missing character; ``None`` where none is known."""
        return CJK_EXTRA if not has_cjk() and unicodedata.name(char, "").startswith(_CJK_NAMES) else None


def cannot_be_set(char: str) -> bool:
    """Whether a character carries words and has no glyph."""
    return is_letter(char) and not is_of_emoji(char) and not drawable(char)


def is_of_emoji(char: str) -> bool:
    """Whether a character only chooses the look of the sign before it."""
    return unicodedata.name(char, "").startswith(_OF_EMOJI)


def refusal_of(char: str) -> str:
    """The sentence about a character that no face has."""
    return missing_glyph(char, InstalledTypefaces().remedy(char))
