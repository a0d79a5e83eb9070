"""Wish bindings: what the words beside a wish say of it, whatever a planner made of it.

A scale belongs to the column that it stands beside, "best" to the measure behind it, "(x)" places the column before it,
a row that is highlighted is not all that is kept, and a line per patient holds one patient.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.chart_checks import TIMES
from pb_core.domain.plots.spec import Color
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import Place, Wish
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.table import ColumnType

_MOST_PLACES, _NEAR = 20, 60
"""Places of one wish that are looked at, and characters beside each."""

_FREE = frozenset({Place.ANY, Place.Y, Place.RIGHT})
"""Places of columns that are named for themselves, and not for what runs along or beside them."""

_AXIS_NAMED = re.compile(r"\b(?:x|y|both|axes|right)\b|log\W+log", re.IGNORECASE)
_JOINING = r"(?:\b(?:the|is|are|be|should|shall|must|on|in|with|of|an?|its|scale|values?)\b|\s)*"
_BEFORE = re.compile(rf"(?P<bracket>\s*\((?:\s*(?P<axis>[xy])\b\s*,?)?)?{_JOINING}$", re.IGNORECASE)
_LOG_OF = re.compile(r"log(?:arithmic|10|2)?$", re.IGNORECASE)
_BEHIND = re.compile(r"(?: of)?(?: the)?[ -]", re.IGNORECASE)
_OWN_CLAUSE = re.compile(r"(?:with|and|using|use)\b", re.IGNORECASE)
_ON_AXIS = re.compile(
    r"\s*(?:\(\s*(?:on )?(?:the )?|(?:on|along) (?:the )?)(?P<axis>[xy])(?:[- ]?axis)?\b", re.IGNORECASE
)
_COLOR = re.compile(r"colou?rs?\b", re.IGNORECASE)
_BETWEEN = re.compile(r"between\b", re.IGNORECASE)
_LINES = re.compile(r"(?<!\w)(?:lines?|curves?)\s*$", re.IGNORECASE)
_EACH = re.compile(r"(?:per|for each|for every|of each)\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:over|across) all (?:the )?$|\b(?:over|across) all\b", re.IGNORECASE)
_IN = re.compile(r"\bin (?:the )?$|^in\b", re.IGNORECASE)
_UNITS = word_set("years months weeks days hours minutes seconds")
_STRESS = r"(?P<how>highlight\w*|emphasi[sz]\w*|accentuat\w*|label\w*|mark(?:s|ed|ing)?\b|annotat\w*)"
_ITEM = r"(?:the|only|row|point|bar|line|of|for|model|method|is|are|be|should)"
_STRESSED_BEFORE = re.compile(rf"\b{_STRESS}(?: {_ITEM})*\s*$", re.IGNORECASE)
_STRESSED_BEHIND = re.compile(rf"(?: {_ITEM})*\s{_STRESS}", re.IGNORECASE)
_IDENTIFYING = word_set("id identifier number no nr code")
_COLORS = frozenset(color.value for color in Color) | word_set("blond blonde hazel clear gold silver violet gray")


class _Mention(Struct, frozen=True):
    """Where a column is named, and whether it is for itself."""

    start: int
    end: int
    field: str
    free: bool


class Bindings:
    """The columns that wishes name in an intent, and what stands beside each place."""

    def __init__(self, intent: str, heard: Sequence[Wish], profile: TableProfile) -> None:
        self._intent, self._profile = intent, profile
        fields = [wish for wish in heard if isinstance(wish, w.FieldWish) and wish.words.strip()]
        self._mentions = sorted(
            (_Mention(start, end, wish.field, wish.place in _FREE) for wish in fields for start, end in self._at(wish)),
            key=lambda one: one.end,
        )

    def of(self, wish: Wish) -> Iterator[Wish]:
        """The wish as the words beside it bind it: one for each column that it stands beside."""
        match wish:
            case w.SettingWish(setting="scale") if not _AXIS_NAMED.search(wish.words):
                yield from self._scales(wish)
            case w.LabelWish(field=None, pick="max" | "min") | w.ReferenceWish(field=None, op=Op()):
                named = self._behind(self._at(wish))  # "mark the best epoch" is no best of epochs
                yield replace(wish, field=named) if named and not TIMES & {*words_of(named)} else wish
            case w.FilterWish() if len(wish.one_of) == 1 and _BETWEEN.match(wish.words):
                why = f"only '{wish.one_of[0]}' is known of what is set against each other: name values of {wish.field}"
                yield w.UnmetWish(words=wish.words, why=why, refuses=True)
            case w.FilterWish() if wish.one_of and not wish.negated:
                yield from self._stressed(wish)
            case w.FieldWish():
                yield self._placed(wish)
            case _:
                yield wish

    def _at(self, wish: Wish) -> list[tuple[int, int]]:
        found = re.finditer(rf"(?<!\w){re.escape(wish.words.strip())}(?!\w)", self._intent, re.IGNORECASE)
        return [one.span() for one in islice(found, _MOST_PLACES)]

    def _behind(self, places: Sequence[tuple[int, int]]) -> str | None:
        """The measure that is named right behind one of the places."""
        pairs = ((end, one) for _, end in places for one in self._mentions if end < one.start <= end + _NEAR)
        named = (one.field for end, one in pairs if _BEHIND.fullmatch(self._intent, end, one.start))
        return next((name for name in named if (c := self._profile.column(name)) and c.mean is not None), None)

    def _scales(self, wish: w.SettingWish) -> Iterator[Wish]:
        """A scale beside columns is that of their axes."""
        named = [(one.start, one.end) for one in self._mentions]  # log loss is the name of a column
        places = [(s, e) for s, e in self._at(wish) if not any(start <= s and e <= end for start, end in named)]
        yield from dict.fromkeys(one for place in places if (one := self._scale(wish, *place)).field) or (wish,)

    def _scale(self, wish: w.SettingWish, start: int, end: int) -> w.SettingWish:
        said, before = self._intent[start:end], self._last_before(start)
        joined = _BEFORE.fullmatch(self._intent, self._bare_end(before), start) if before else None
        if before and joined and joined["bracket"]:
            axis = (joined["axis"] or "").lower() or None
            return replace(wish, field=before.field, of=axis)
        ahead = self._behind([(start, end)]) if _LOG_OF.search(said) else None
        if ahead:
            return replace(wish, field=ahead, of=None)
        free = before and joined and before.free and not _OWN_CLAUSE.match(said)
        column = self._profile.column(before.field) if before and free else None
        numbers = column is not None and column.type in {ColumnType.NUMBER, ColumnType.TIME}
        return replace(wish, field=column.name, of=None) if column is not None and numbers else wish

    def _before(self, start: int) -> str:
        return self._intent[max(0, start - _NEAR) : start]

    def _bare_end(self, one: _Mention) -> int:
        """Where the name ends: before a bracket that its words open and do not close."""
        opened = self._intent.rfind("(", one.start, one.end)
        return one.end if opened < 0 or ")" in self._intent[opened : one.end] else opened

    def _last_before(self, start: int) -> _Mention | None:
        """The column that is named last before a place, for itself where it is so at all."""
        found = [one for one in self._mentions if one.end <= start]
        last = [one for one in found if one.end == found[-1].end]
        return min(last, key=lambda one: (one.end - one.start, not one.free), default=None)

    def _stressed(self, wish: w.FilterWish) -> Iterator[Wish]:
        """Rows that are to stand out or to be labelled are not all that is kept."""
        start, end = next(iter(self._at(wish)), (0, 0))
        found = _STRESSED_BEFORE.search(self._before(start)) or _STRESSED_BEHIND.match(self._intent, end)
        labelled = found is not None and found["how"].casefold().startswith(("label", "mark", "annot"))
        for value in wish.one_of if found else ():
            lit = w.SettingWish(words=wish.words, setting="color", field=wish.field, value=value)
            yield w.LabelWish(words=wish.words, field=wish.field, value=value) if labelled else lit
        yield from () if found else (wish,)

    def _placed(self, wish: w.FieldWish) -> Wish:
        """A column where the words beside its name put it."""
        plural = {*words_of(wish.words)} & _UNITS
        for start, end in self._at(wish):
            before = self._before(start)
            if plural and (_ALL.search(before) or _ALL.match(self._intent, start)):
                return replace(wish, negated=True)
            if plural and (_IN.search(before) or _IN.match(wish.words)) and not wish.words[-1:].isdigit():
                return w.UnmetWish(words=wish.words, why="numbers are in the unit of the data")
            if (on := _ON_AXIS.match(self._intent, end)) and wish.place in _FREE | {Place.X}:
                return replace(wish, place=Place(on["axis"].lower()))
            if wish.place in _FREE | {Place.SPLIT} and (line := _LINES.search(before)) and _EACH.match(wish.words):
                return replace(wish, words=self._intent[start - len(line[0]) : end], place=Place.SPLIT)
            if wish.place is Place.COLOR and _COLOR.match(wish.words) and self._is_of_colors(start):
                return replace(wish, place=Place.SPLIT)
        return wish

    def _is_of_colors(self, start: int) -> bool:
        """Whether the word for colour belongs to the column before it, whose values are colours: eye colour."""
        one = self._last_before(start)
        column = self._profile.column(one.field) if one and not self._intent[one.end : start].strip() else None
        return column is not None and holds_colors(column)


def holds_colors(column: ColumnProfile) -> bool:
    """Whether at least half of the values are names of colours."""
    values = [str(value).casefold() for value in column.examples]
    return 2 * sum(value in _COLORS for value in values) >= len(values) > 0


def is_identifier(column: ColumnProfile) -> bool:
    """Whether whole numbers only say which thing is meant, by the last word of the column's name."""
    return column.type is ColumnType.NUMBER and column.whole and bool(_IDENTIFYING & {*words_of(column.name)[-1:]})
