"""Whether the installed faces can draw a caller's text, before it is charged."""

import unicodedata
from collections import Counter

from pb_core.errors import InvalidRequest
from pb_core.ports.typefaces import Typefaces, missing_glyph

STRAY_SHARE = 0.02
"""The share of a text's letters that may be without a face: a name in a foreign script need not reach the figure."""


def check_scripts(typefaces: Typefaces, field: str, text: str, *, stray: float = STRAY_SHARE) -> None:
    """Refuse a text of which more than the share ``stray`` of its letters, marks and digits cannot be drawn.

    Raises:
        InvalidRequest: the sentence names the field, the first such character and what to install.
    """
    if text.isascii():
        return
    missing = typefaces.missing(text)
    if not missing:
        return
    counts = Counter(text)
    letters = sum(count for char, count in counts.items() if unicodedata.category(char)[0] in "LMN")
    if sum(counts[char] for char in missing) > stray * letters:
        raise InvalidRequest(f"{field}: {missing_glyph(missing[0], typefaces.remedy(missing[0]))}")
