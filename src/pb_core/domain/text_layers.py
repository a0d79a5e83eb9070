"""Text layers: pages whose letters are not those that are printed, and covers that repeat the page behind them."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from pb_core.domain.pdf import PageText

_ENOUGH = 200  # characters; less tells nothing of a text
_VOWELS = frozenset("aeiouy")
_FEW_VOWELS = 0.2  # of the Latin letters; no language that is written in them has so few
_MANY_ODD = 0.25  # of all characters
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]|[!-'*+/<>?@\[\\\]^`{|}~]")
_RULED = re.compile(r"(\W)\1{3,}")  # lines drawn with signs
_LEAST_REPEATED = 150  # letters that a cover shares with the next page
_SHORTEST_REPEATED = 12  # letters of a part of it


def is_garbled(text: str) -> bool:
    """Whether a page's characters are not what it shows, as fonts without a map of their letters leave them.

    Told by signs where letters should stand, and by Latin letters that hardly ever are vowels. Short texts are not
    judged.
    """
    printed = _RULED.sub("", "".join(text.split()))
    if len(printed) < _ENOUGH:
        return False
    if len(_ODD.findall(printed)) > _MANY_ODD * len(printed):
        return True
    letters = [letter for letter in _plain(printed) if "a" <= letter <= "z"]
    vowels = sum(letter in _VOWELS for letter in letters)
    return 2 * len(letters) > len(printed) and vowels < _FEW_VOWELS * len(letters)


def garbled_pages(pages: Sequence[PageText]) -> tuple[int, ...]:
    """The numbers of the pages whose text is garbled."""
    return tuple(page.number for page in pages if is_garbled(page.text))


def without_cover(pages: Sequence[PageText]) -> tuple[PageText, ...]:
    """The pages, the first without what the second repeats, if that is an abstract or as much.

    Title, authors and abstract on the cover of a preprint stand on its first real page again.
    """
    if len(pages) < 2:  # noqa: PLR2004 - a cover and what it covers
        return tuple(pages)
    cover, following = pages[0], _letters(pages[1].text)
    parts = [(part, _letters(part)) for part in _parts(cover.text)]
    repeated = [letters for _, letters in parts if len(letters) >= _SHORTEST_REPEATED and letters in following]
    if sum(map(len, repeated)) < _LEAST_REPEATED:
        return tuple(pages)
    kept = "\n\n".join(part for part, letters in parts if letters not in repeated)
    return (PageText(number=cover.number, text=kept, has_text=cover.has_text), *pages[1:])


def _parts(text: str) -> list[str]:
    """The paragraphs of a page."""
    lines = groupby(text.splitlines(), key=lambda line: bool(line.strip()))
    return ["\n".join(group) for printed, group in lines if printed]


def _letters(text: str) -> str:
    """Letters and digits alone: hyphens, line ends and spaces depend on the width of the page."""
    return "".join(character for character in _plain(text) if character.isalnum())


def _plain(text: str) -> str:
    """Small letters without marks above or below."""
    return unicodedata.normalize("NFKD", text).casefold()
