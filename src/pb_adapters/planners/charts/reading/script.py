"""Script: an intent in which names, quotes and numbers are marked, and what has been read is taken away.

Every text of a script has the length of the intent, so that places in it are places in the intent.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.planners.charts.reading.names import Category, Column, Names
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.times import times_of

LONGEST_READ = 6_000
"""Characters of an intent that are read; the rest is named as not understood."""

READ, _MORE = "\ue000", "\ue0ff"
_COLUMN, _CATEGORY, _QUOTE = 0xE100, 0xE800, 0xF000
_MOST = 0x600

FIELD = f"(?:[\ue100-\ue6ff]{_MORE}*(?!{_MORE}))"
VALUE = f"(?:[\ue800-\uedff]{_MORE}*(?!{_MORE}))"
QUOTE = f"(?:[\uf000-\uf5ff]{_MORE}*(?!{_MORE}))"
NUMBER = r"(?:[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?:\s?(?:%|k\b|m\b|bn\b))?)"

MOMENT = (
    r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? (?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4}"
    r"|\d{4}-\d\d(?:-\d\d)?)(?!\d)"
)
"""A month or a day that is written out: December 2007, 2007-12-01."""

_QUOTED = re.compile(
    r"\"([^\"\n]{1,300})\"|“([^”\n]{1,300})”|«([^»\n]{1,300})»|‘([^’\n]{1,300})’|`([^`\n]{1,300})`|(?<!\w)'([^'\n]{1,300})'(?!\w)"
)
_TITLING = re.compile(
    r"(?:titled?|label(?:l?ed)?|axis|legend|called|named|caption|heading)(?: (?:to|as|is|it|be|the))*\s*[:=]?\s*$",
    re.IGNORECASE,
)
"""What stands before a quotation that is a text even where it is a name."""

_ENGLISH = re.compile(r"\b(?:the|of|and|with|by|for|over|on|to|vs|from|as)\b")
_ABROAD = re.compile(
    r"\b(?:de|del|des|du|la|las|los|el|les|une?|et|y|con|por|para|par|avec|sur|pour|der|die|das|und|mit|von|nach|je|über)\b"
)
"""Words that join others in English, and in other languages."""

_MULTIPLES = {"k": 1e3, "m": 1e6, "n": 1e9, "%": 1.0}


class Quote(Struct, frozen=True):
    """A text in quotation marks."""

    text: str


class Script:
    """The marked text of an intent; ``text`` changes as stretches are read, ``marked`` stays."""

    def __init__(self, intent: str, profile: TableProfile) -> None:
        self.intent, self.profile = intent[:LONGEST_READ], profile
        self.rest = intent[LONGEST_READ:]
        self.names = Names(profile)
        self._marks: dict[int, Column | Category | Quote] = {}
        self._counts = dict.fromkeys((_COLUMN, _CATEGORY, _QUOTE), 0)
        self._ends: dict[int, int] = {}
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in self.intent)
        self.text = "".join(" " if "\ue000" <= letter <= "\uf8ff" else letter for letter in lowered)
        self.abroad = len(_ABROAD.findall(lowered)) > len(_ENGLISH.findall(lowered))
        self._mark_quotes()
        self._mark_names()
        self.marked = self.text

    def said(self, start: int, end: int) -> str:
        """The intent's own words there."""
        return self.intent[start:end].strip(" \t\n,;:.()")

    def at(self, position: int) -> Column | Category | Quote | None:
        """What is marked there."""
        return self._marks.get(position)

    def within(self, start: int, end: int) -> list[tuple[int, int, Column | Category | Quote]]:
        """What is marked in a stretch, with its places."""
        return [(at, self._ends[at], what) for at, what in sorted(self._marks.items()) if start <= at < end]

    def read(self, start: int, end: int) -> None:
        """Take a stretch away."""
        self.text = self.text[:start] + READ * (end - start) + self.text[end:]

    def runs(self) -> Iterator[tuple[int, int]]:
        """The stretches that nothing has read, marks included."""
        yield from ((match.start(), match.end()) for match in re.finditer(f"[^{READ}]+", self.text))

    def _mark(self, start: int, end: int, what: Column | Category | Quote) -> None:
        base = _COLUMN if isinstance(what, Column) else _CATEGORY if isinstance(what, Category) else _QUOTE
        symbol = chr(base + self._counts[base] % _MOST)
        self._counts[base] += 1
        self._marks[start], self._ends[start] = what, end
        self.text = self.text[:start] + symbol + _MORE * (end - start - 1) + self.text[end:]

    def _mark_quotes(self) -> None:
        for match in _QUOTED.finditer(self.intent):
            inside = next(text for text in match.groups() if text is not None)
            only = list(self.names.find(inside))
            is_name = len(only) == 1 and (only[0].start, only[0].end) == (0, len(inside))
            if is_name and not _TITLING.search(self.intent[: match.start()]):
                self._mark(match.start(), match.end(), only[0].what)
            else:
                self._mark(match.start(), match.end(), Quote(inside))

    def _mark_names(self) -> None:
        plain = self.names.find(self.intent)
        for mention in (*self.names.foreign(self.intent), *plain, *self.names.elliptic(self.intent, plain)):
            if all(letter < READ for letter in self.text[mention.start : mention.end]):
                self._mark(mention.start, mention.end, mention.what)


def number(text: str) -> float:
    """The number that a text writes: thousands in commas, a real minus, k, m and bn behind it."""
    plain = text.strip().replace(",", "").replace("−", "-").replace(" ", "").removesuffix("b")
    factor = _MULTIPLES.get(plain[-1:], 1.0)
    return float(plain.rstrip("kmbn%")) * factor


def seconds(text: str) -> float | None:
    """The first moment that a text such as ``December 2007`` writes, ``None`` for any other text."""
    times = times_of([text.strip()]) if re.fullmatch(MOMENT, text.strip()) else None
    return None if times is None else times.moments[text.strip()]
