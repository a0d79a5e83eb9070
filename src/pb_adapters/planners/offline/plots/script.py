"""Script: an intent whose quoted texts, columns and categories are single symbols, and what of it is understood."""

import itertools
import re
from collections.abc import Callable, Iterator
from functools import cache

from msgspec import Struct

from pb_adapters.planners.offline.plots.lexicon import LONGEST_NAME, RESERVED, Lexicon, Value
from pb_adapters.planners.offline.plots.naming import singular
from pb_adapters.planners.offline.wordlists import words as word_set

LONGEST_INTENT = 6_000
"""Characters of an intent that are read."""

CLAIMED = "\uf8ff"
_MOST_REPEATS, _MOST_NAMES = 12, 60
_FIRST_FIELD, _FIRST_VALUE, _FIRST_QUOTE, _FIRST_PRIVATE = 0xE000, 0xE800, 0xF000, 0xE000
_MOST = 0x700
_BLANKS = re.compile(r"\s+")
_RUNS = re.compile(r"([^\w\s])\1{3,}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_QUOTE = re.compile(
    r"\"([^\"\n]{1,300})\"|“([^”\n]{1,300})”|«([^»\n]{1,300})»|「([^」\n]{1,300})」|`([^`\n]{1,300})`"
    r"|‘([^’\n]{1,300})’(?!\w)"
    r"|(?<![\w'])'(?=\S)([^'\n]{1,300}?)(?<=\S)'(?!\w)"
)
_NAMING = re.compile(
    (
        r"(?:title|titled|entitled|called|named?|label(?:l?ed)?|caption|read(?:s|ing)?|sa(?:y|ys|ying)"
        r"|as|text|it|axis|to)\s*[:=]?\s*$"
    ),
    re.IGNORECASE,
)
_GROUP = re.compile(r"\?P<(\w+)>")
_WORD = re.compile(r"[^\W_](?:[\w.+\-@%]*\w)?%?|[^\s\w]")
_POINTS_AT_FIELD = re.compile(
    r"(?:\bby|\bper|\beach|\bevery|\bvs\.?|\bversus|\bagainst|\bover|\bacross|\bcolumns?|\bfields?|\bbetween|\bof|"
    r"\band|,|:|\bplot|\bshow|\bwith|\bpredicted|\bshows)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:please )?(?:do not|don't|don’t|never|no need to|you need not) "
    r"(?:show|use|add|draw|include|print|put|display|plot|have)"
    r"(?: me)?(?: (?:any|a|an|the))?\s+",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    (
        r"(?:,|:|>|<|\b(?:and|or|vs\.?|versus|order|only|without|except|highlight|emphasi[sz]e|for|on"
        r"|between|compare|of))\s*$"
    ),
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r"\s*(?:$|[,.;)<>]|(?:and|or|vs|versus|in|only|with|by|to)\b)", re.IGNORECASE)
_CHART_NOUN = re.compile(
    r"\s*-?(?:charts?|plots?|graphs?|diagrams?|bars?|scale|axis|axes|labels?|lines?|size)\b", re.IGNORECASE
)
_IS_ASKED = re.compile(r"\s+(?:of|per|by|for each|across|over|vs|against|versus)\b", re.IGNORECASE)
_IS_RELATED = re.compile(r"\s+(?:vs\.?|versus|over|against|as a function of|on (?:a|the)\b)(?!\w)", re.IGNORECASE)
_STATISTICS = word_set("mean median average sum total count number share distribution comparison trend")
_SYMBOLS = {
    "F": "[\ue000-\ue7ff]",
    "V": "[\ue800-\uefff]",
    "Q": "[\uf000-\uf7ff]",
    "S": "[\ue000-\uf7ff]",
    "N": r"[-+−]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?",
}
_SYMBOLS |= {
    name
    + "S": f"(?:{one}(?:\\s*(?:,|/|and|or|&|then|to|<|>|→|->)\\s*(?:and\\s+|the\\s+){{0,2}}{one}){{0,{_MOST_NAMES}}})"
    for name, one in _SYMBOLS.items()
}
_MULTIPLIERS = {"k": 1e3, "m": 1e6, "b": 1e9}


class Said(Struct, frozen=True):
    """A stretch of the intent that a pattern fits: its own words, and the groups as symbols."""

    words: str
    groups: dict[str, str]
    start: int

    def __getitem__(self, name: str) -> str:
        """The text of a group, ``""`` where it took no part."""
        return self.groups.get(name, "")


@cache
def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern in which a blank is any white space.

    ``{F} {V} {Q} {S} {N}`` are a column, a category, a quoted text, any of these and a number, ``{FS}``
    and so on lists of them. A group name may stand several times; the first that took part counts. Repetitions are
    bounded, so that no text takes long.
    """
    text = text.replace(")*", f"){{0,{_MOST_REPEATS}}}")
    for name, symbol in _SYMBOLS.items():
        text = text.replace(f"{{{name}}}", symbol)
    text = text.replace("[^", f"[^{CLAIMED}").replace(r"\S", rf"[^\s{CLAIMED}]")
    numbers = itertools.count()
    text = _GROUP.sub(lambda match: f"?P<{match[1]}__{next(numbers)}>", text)
    return re.compile(text.replace(" ?", r"\s*").replace(" ", r"\s+"), re.IGNORECASE)


def _groups(match: re.Match[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in match.groupdict().items():
        if value:
            found.setdefault(name.partition("__")[0], value)
    return found


class Script:
    """The text of one intent while it is being read; what is taken is not read again."""

    def __init__(self, intent: str, lexicon: Lexicon) -> None:
        """Mask ``intent`` by the names that ``lexicon`` knows."""
        self.lexicon = lexicon
        plain = _BLANKS.sub(lambda blank: "\n" if "\n" in blank[0] else " ", _PRIVATE.sub(" ", intent))
        plain = _RUNS.sub(r"\1\1\1", plain)
        self.text = plain[:LONGEST_INTENT]
        self.rest = plain[LONGEST_INTENT:]
        self._fields: list[tuple[str, ...]] = []
        self._values: list[Value] = []
        self._quotes: list[str] = []
        self._masked = ""
        self._origin: list[int] = []
        self._mask()
        self.open = self._masked

    def take(self, text: str, accept: Callable[[Said], bool] = lambda _: True) -> Iterator[Said]:
        """Yield and claim every accepted stretch of the unread text that the pattern fits."""
        for match in pattern(text).finditer(self.open):
            said = Said(self.words(match.start(), match.end()), _groups(match), match.start())
            if match.end() > match.start() and accept(said):
                self.claim(match.start(), match.end())
                yield said

    def claim(self, start: int, end: int) -> None:
        """Mark a stretch as read."""
        self.open = f"{self.open[:start]}{CLAIMED * (end - start)}{self.open[end:]}"

    def words(self, start: int, end: int) -> str:
        """The intent's own words of a stretch of the masked text."""
        return " ".join(self.text[self._origin[start] : self._origin[end]].split()).strip(" ,;:")

    def fields(self, symbols: str) -> tuple[str, ...]:
        """The columns of every column symbol in the text, in order, each once."""
        found = (self._fields[ord(c) - _FIRST_FIELD] for c in symbols if _FIRST_FIELD <= ord(c) < _FIRST_VALUE)
        return tuple(dict.fromkeys(name for names in found for name in names))

    def values(self, symbols: str) -> tuple[Value, ...]:
        """The categories of every category symbol in the text, in order."""
        return tuple(self._values[ord(c) - _FIRST_VALUE] for c in symbols if _FIRST_VALUE <= ord(c) < _FIRST_QUOTE)

    def quote(self, symbols: str) -> str:
        """The text of the first quote symbol, or the text itself where there is none."""
        found = [self._quotes[ord(c) - _FIRST_QUOTE] for c in symbols if _FIRST_QUOTE <= ord(c) < ord(CLAIMED)]
        return found[0] if found else self.spoken(symbols)

    def spoken(self, symbols: str) -> str:
        """The symbols written out again."""
        return "".join(self._spoken(c) for c in symbols).strip()

    def mentioned(self) -> tuple[str, ...]:
        """Every column that the intent mentions."""
        return self.fields(self._masked)

    def _spoken(self, symbol: str) -> str:
        if _FIRST_FIELD <= ord(symbol) < _FIRST_VALUE:
            return ", ".join(self.fields(symbol))
        if _FIRST_VALUE <= ord(symbol) < _FIRST_QUOTE:
            return self.values(symbol)[0].text
        return symbol if not _FIRST_QUOTE <= ord(symbol) < ord(CLAIMED) else self.quote(symbol)

    def _mask(self) -> None:
        masked: list[str] = []
        position = 0
        for start, end, symbol in self._names():
            masked += self.text[position:start]
            self._origin += range(position, start)
            masked += symbol
            self._origin += [start] * len(symbol)
            position = end
        masked += self.text[position:]
        self._origin += range(position, len(self.text) + 1)
        self._masked = "".join(masked)

    def _names(self) -> Iterator[tuple[int, int, str]]:
        position = 0
        for match in _QUOTE.finditer(self.text):
            yield from self._plain_names(position, match.start())
            yield (match.start(), match.end(), self._quoted(match))
            position = match.end()
        yield from self._plain_names(position, len(self.text))

    def _quoted(self, match: re.Match[str]) -> str:
        content = next(group for group in match.groups() if group is not None)
        if not _NAMING.search(self.text[: match.start()][-24:]):
            if self.lexicon.exact(content) or ((names := self.lexicon.columns(content)) and len(names) == 1):
                return self._field((content,) if self.lexicon.exact(content) else names)
            if value := self.lexicon.value(content):
                return self._value(value)
        self._quotes.append(content)
        return chr(_FIRST_QUOTE + min(len(self._quotes), _MOST) - 1)

    def _plain_names(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        for match in _NEGATION.finditer(self.text, start, end):
            yield from self._positive_names(start, match.start())
            yield (match.start(), match.end(), "no ")
            start = match.end()
        yield from self._positive_names(start, end)

    def _positive_names(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        for left, right, symbol in self._foreign_names(start, end):
            yield from self._spaced_names(start, left)
            yield (left, right, symbol)
            start = right
        yield from self._spaced_names(start, end)

    def _foreign_names(self, start: int, end: int) -> list[tuple[int, int, str]]:
        taken: list[tuple[int, int, str]] = []
        for name, what in self.lexicon.foreign():
            at = self.text.find(name, start, end)
            while at >= 0:
                if all(at >= right or at + len(name) <= left for left, right, _ in taken):
                    symbol = self._value(what) if isinstance(what, Value) else self._field(what)
                    taken.append((at, at + len(name), symbol))
                at = self.text.find(name, at + len(name), end)
        return sorted(taken)

    def _spaced_names(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        words = list(_WORD.finditer(self.text, start, end))
        index = 0
        while index < len(words):
            for count in range(min(LONGEST_NAME, len(words) - index), 0, -1):
                left, right = words[index].start(), words[index + count - 1].end()
                if symbol := self._symbol(left, right, single=count == 1):
                    yield left, right, symbol
                    index += count
                    break
            else:
                index += 1

    def _symbol(self, start: int, end: int, *, single: bool) -> str:
        words = self.text[start:end]
        if (not words[-1].isalnum() and words[-1] not in ")]%") or not words[0].isalnum():
            return ""
        if names := self.lexicon.columns(words):
            if single and not self._is_meant(start, end, words):
                return ""
            return self._field(names)
        value = self.lexicon.value(words)
        if len(words) == 1 and words.isascii() and not self._is_listed(start, end):
            return ""
        return self._value(value) if value and not (single and singular(words.casefold()) in RESERVED) else ""

    def _is_meant(self, start: int, end: int, words: str) -> bool:
        if _CHART_NOUN.match(self.text, end) and singular(words.casefold()) in RESERVED:
            return False
        if singular(words.casefold()) not in RESERVED and len(words) > 1:
            return True
        if len(words) > 1 and singular(words.casefold()) not in _STATISTICS and _IS_ASKED.match(self.text, end):
            return True
        if len(words) == 1 and self.lexicon.exact(words) and _IS_RELATED.match(self.text, end):
            return True
        return bool(_POINTS_AT_FIELD.search(self.text[max(0, start - 24) : start]))

    def _is_listed(self, start: int, end: int) -> bool:
        """Whether a single letter stands where a name is expected: in a list, after ``only`` and the like."""
        before = _BEFORE_NAME.search(self.text[max(0, start - 16) : start])
        return bool(before and _AFTER_NAME.match(self.text, end))

    def _field(self, names: tuple[str, ...]) -> str:
        self._fields.append(names)
        return chr(_FIRST_FIELD + min(len(self._fields), _MOST) - 1)

    def _value(self, value: Value) -> str:
        self._values.append(value)
        return chr(_FIRST_VALUE + min(len(self._values), _MOST) - 1)


def number(text: str) -> float:
    """The number that the text writes, thousands' commas, a real minus sign and k, M, B behind it included."""
    plain = text.strip().replace(",", "").replace("−", "-").rstrip("%").strip()
    scale = _MULTIPLIERS.get(plain[-1:].lower(), 1.0)
    return float(plain[:-1] if scale != 1.0 else plain) * scale
