"""Scene: what has been heard so far of an intent, and the factories that turn a phrase into wishes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from pb_adapters.planners.charts.reading.names import Category, Column
from pb_adapters.planners.charts.reading.script import (
    FIELD,
    MOMENT,
    NUMBER,
    QUOTE,
    VALUE,
    Quote,
    Script,
    number,
    seconds,
)
from pb_core.domain.plots.spec import Color, FieldType
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, FilterWish, Place, SettingWish, Wish

_LONGEST = 400
_REACH = 200
"""Characters that a negation reaches at most."""

_THE = r"(?:the |of |for |on |by |per )?(?:the )?"
_COMMA = rf"\s*,\s*{_THE}"
_AND = rf"(?:\s*,\s*(?:and |or |& ?)|\s*(?:and|&|or|plus|und|oder|et|y|和|与|、)\s*){_THE}"
_COLORS = "|".join(color.value for color in Color) + "|gray|violet|magenta|gold|navy|cyan|turquoise"
_SHADES = (
    "dark|light|bright|deep|pale|medium|vivid|steel|sky|royal|forest|olive|hot|slate|dodger|midnight|lime|sea|spring"
    "|fire|brick|indian|dim|cornflower|cadet|powder"
)
_AS_COLOR = {
    "gray": Color.GREY, "violet": Color.PURPLE, "magenta": Color.PINK, "gold": Color.YELLOW,
    "navy": Color.BLUE, "cyan": Color.TEAL, "turquoise": Color.TEAL,
}  # fmt: skip
_MACROS = {
    "<FL>": f"{FIELD}(?:(?:{_COMMA}{FIELD})*{_AND}{FIELD})?",
    "<VL>": f"{VALUE}(?:(?:{_COMMA}|{_AND}){VALUE})*",
    "<F>": FIELD,
    "<V>": VALUE,
    "<Q>": QUOTE,
    "<N>": NUMBER,
    "<C>": rf"(?:(?:{_SHADES}) ?)?(?:{_COLORS})\b",
    "<D>": MOMENT,
    "<THE>": r"(?:the |its |their |a |an |all |each |every )?",
}

_ABROAD = re.compile(r"\|<abroad:([^>]*)>")
_TALLIED = re.compile(r"(?:numbers?|counts?) of ", re.IGNORECASE)
_NEGATOR = re.compile(
    r"\b(?:no(?! (?:more|less|fewer|later|earlier|longer|matter))|not(?! (?:only|just|less|more))|without|never"
    r"|(?:do|does|should)n['’]?t|avoid|omit|hide|remove|drop|skip|instead of|rather than|other than|nor|keine?[nr]?"
    r"|ohne|nicht|sans|pas de|sin)\b|不要|没有"
)
_SCOPE_END = re.compile(
    r"[;:!?\n,]|\.(?!\d)|\b(?:but|only|with|for|per|by|over|vs|against|instead|then|aber|sondern"
    r"|and (?:show|use|add|with|put|keep|draw|plot|make|color|include))\b"
)
_BETWEEN = re.compile(
    r"(?:\s|\b(?:any|the|a|an|show|showing|draw|drawing|use|using|display|add|include|have|need|want|put|print|of|it|as"
    r"|me)\b)*"
)


_OF = {
    "horizontal": "x", "vertical": "y", "x": "x", "y": "y", "right": "right", "second": "right",
    **dict.fromkeys(("legend", "colour bar", "color bar", "colorbar"), "legend"),
}  # fmt: skip
_OPS = {"mean": Op.MEAN, "average": Op.MEAN, "median": Op.MEDIAN, "maximum": Op.MAX, "minimum": Op.MIN}
_SPELLED = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()  # noqa: SIM905
COUNTS = {word: float(value) for value, word in enumerate(_SPELLED)} | {"no": 0.0, "a": 1.0, "twenty": 20.0}
_WHOLE = frozenset({"count", "window", "decimals", "columns"})


class Phrase(Struct, frozen=True):
    """A pattern over a script and what each of its groups (``whole``: all of it) makes of what it matched.

    ``abroad`` is the pattern over an intent in another language than English, whose words may mean other things there.
    """

    pattern: re.Pattern[str]
    abroad: re.Pattern[str]
    parts: Mapping[str, "Factory"]


class Heard(Struct, frozen=True):
    """A wish and where its words stand."""

    start: int
    end: int
    wish: Wish


class Scene:
    """The script of an intent and the wishes heard in it."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.heard: list[Heard] = []
        self.subject: list[str] = []
        self._negators = [
            match.span() for match in _NEGATOR.finditer(script.marked) if script.abroad or match[0] != "sin"
        ]

    def hear(self, phrases: tuple[Phrase, ...]) -> None:
        """Read every phrase that stands in what is left of the script, in the order of the table."""
        for phrase in phrases:
            pattern = phrase.abroad if self.script.abroad else phrase.pattern
            for match in pattern.finditer(self.script.text):
                if match.end() > match.start():
                    self._read(phrase, match)

    def _read(self, phrase: Phrase, match: re.Match[str]) -> None:
        before = len(self.heard) + len(self.subject)
        for group, make in phrase.parts.items():
            start, end = match.span() if group == "whole" else match.span(group)
            if start >= 0 and end > start:
                make(self, start, end, match)
        if len(self.heard) + len(self.subject) > before:
            self.script.read(match.start(), match.end())

    def add(self, kind: type[Wish], start: int, end: int, **said: Any) -> None:  # noqa: ANN401 - attributes of the wish
        """Add a wish with the words that stand there, negated where a negation reaches it."""
        negator, is_direct = self._negator(start)
        if negator is not None:
            said.setdefault("negated", True)
            if is_direct:
                start = negator[0]
                self.script.read(start, end)
            elif kind in {FieldWish, FilterWish}:
                self.subject.append(self.script.said(start, end))  # named beside what shall not be
                self.script.read(start, end)
                return
        words = self.script.said(start, end)[:_LONGEST].rstrip()
        if words and _is_sound(wish := kind(words=words, **said)):
            self.heard.append(Heard(start, end, wish))

    def _negator(self, position: int) -> tuple[tuple[int, int] | None, bool]:
        """The nearest negation that reaches the position, and whether it stands right before it."""
        for span in reversed(self._negators):
            if position - _REACH <= span[1] <= position:
                if _BETWEEN.fullmatch(self.script.marked, span[1], position):
                    return span, True
                if not _SCOPE_END.search(self.script.marked, span[1], position):
                    return span, False
        return None, False

    def fields(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The columns that are named in a stretch; the first one's words begin where the stretch does."""
        for index, (at, to, what) in enumerate(self._of(Column, start, end)):
            yield start if index == 0 else at, to, what.name

    def values(self, start: int, end: int) -> dict[str, list[str]]:
        """The categories that are named in a stretch, by column."""
        found: dict[str, list[str]] = {}
        for _, _, what in self._of(Category, start, end):
            found.setdefault(what.column, []).append(what.value)
        return found

    def quote(self, start: int, end: int) -> str:
        """The text of the first quotation in a stretch, or what is said there."""
        quoted = next((what.text for _, _, what in self._of(Quote, start, end)), None)
        return quoted if quoted is not None else self.script.said(start, end)

    def _of(self, kind: type[Any], start: int, end: int) -> list[tuple[int, int, Any]]:
        return [found for found in self.script.within(start, end) if isinstance(found[2], kind)]


def _is_sound(wish: Wish) -> bool:
    """Whether the wish keeps to the bounds of its kind: no zero bins, no infinite ends."""
    try:
        return bool(msgspec.json.decode(msgspec.json.encode(wish), type=Wish) == wish)
    except msgspec.ValidationError:
        return False


Factory = Callable[[Scene, int, int, re.Match[str]], None]


def phrase(pattern: str, whole: Factory | None = None, **parts: Factory) -> Phrase:
    """A row of a table; ``<F>``, ``<FL>``, ``<V>``, ``<VL>``, ``<Q>``, ``<N>``, ``<C>`` stand for what is named.

    Words in ``<abroad:...>``, an alternative behind others, are read where the intent as a whole is not in English.

    A group is repeated a few times at most, so that a hostile intent costs no more than a long one.
    """
    pattern = pattern.replace(")*", "){0,7}")
    for macro, meaning in _MACROS.items():
        pattern = pattern.replace(macro, meaning)
    plain, foreign = _ABROAD.sub("", pattern), _ABROAD.sub(r"|\1", pattern)
    return Phrase(re.compile(plain), re.compile(foreign), {"whole": whole, **parts} if whole is not None else parts)


def says(kind: type[Wish], *, each: Sequence[Mapping[str, Any]] = ({},), **said: Any) -> Factory:  # noqa: ANN401 - attributes
    """A wish, or one for ``each``, with these attributes and those that groups of the pattern are named after.

    Digits behind the name of a group tell alternatives apart: ``low`` and ``low2`` are both ``low``.
    """

    def make(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
        found: dict[str, Any] = {}
        for group, text in match.groupdict().items():
            name = group.rstrip("0123456789")
            if text is not None and name in kind.__struct_fields__:
                value = meaning(scene, kind, name, match.span(group))
                found |= {} if value is None else {name: value}
        for one in each:
            scene.add(kind, start, end, **said, **found, **one)

    return make


def field(place: Place = Place.ANY, *, negated: bool | None = None) -> Factory:
    """Each column that is named, at this place."""

    def make(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
        named = list(scene.fields(start, end))
        for begin, to, name in named:
            column = scene.script.profile.column(name)
            no_measure = place is Place.Y and column is not None and column.mean is None
            where = Place.ANY if no_measure or (place is Place.X and name is not named[0][2]) else place
            said: dict[str, Any] = (
                {"type": FieldType.QUANTITATIVE} if _TALLIED.match(scene.script.said(begin, to)) else {}
            )
            said |= {} if negated is None else {"negated": negated}
            scene.add(FieldWish, begin, end if name is named[-1][2] else to, field=name, place=where, **said)

    return make


def about(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
    """Words that tell what the figure is about and ask for nothing."""
    scene.subject.append(scene.script.said(start, end))


def keeping(*, negated: bool | None = None, place: Place = Place.SPLIT) -> Factory:
    """A filter for the categories that are named, one for each of their columns; all of them are a field at a place."""

    def make(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
        said = {} if negated is None else {"negated": negated}
        for name, listed in scene.values(start, end).items():
            column, values = scene.script.profile.column(name), tuple(dict.fromkeys(listed))
            if column is not None and len(values) == column.distinct > 1 and not negated:
                scene.add(FieldWish, start, end, field=name, place=place)
            else:
                behind = next((to for _, to, what in scene.script.within(end, end + 2) if what == Column(name)), end)
                scene.add(FilterWish, start, behind, field=name, one_of=values, **said)  # half precision
                scene.script.read(end, behind)
                if place is Place.PANEL:
                    scene.add(FieldWish, start, end, field=name, place=place)

    return make


def numbers(match: re.Match[str], *groups: str) -> tuple[float | None, ...]:
    """The numbers of named groups, ``None`` for those that matched nothing."""
    known = match.re.groupindex
    found = (match[group] if group in known else None for group in groups)
    return tuple(None if not text else COUNTS[text] if text in COUNTS else number(text) for text in found)


def color_of(text: str) -> Color:
    """The named colour that a text such as ``dark blue`` or ``lightgrey`` ends with."""
    word = next(name for name in (*_AS_COLOR, *Color) if text.endswith(name))
    return _AS_COLOR.get(word) or Color(word)


def meaning(scene: Scene, kind: type[Wish], name: str, span: tuple[int, int]) -> Any:  # noqa: ANN401, PLR0911 - by name
    """What the text of a group says as this attribute of a wish; ``None``: nothing."""
    text = scene.script.marked[slice(*span)].strip()
    match name:
        case "axis":
            return {"horizontal": "y", "vertical": "x"}.get(text, text)  # a horizontal line stands at a value of y
        case "of":
            return _OF.get(text)
        case "color":
            return color_of(text)
        case "op":
            return _OPS[text]
        case "text" | "label":
            return scene.quote(*span)[:300]
        case "field" | "within":
            return next((named for _, _, named in scene.fields(*span)), None)
        case "negated":
            return True
    if (moment := seconds(text)) is not None:
        return moment
    value = COUNTS[text] if text in COUNTS else number(text)
    is_share = kind is SettingWish and name in {"low", "high"} and "%" in text and abs(value) > 1 and _in_shares(scene)
    return int(value) if name in _WHOLE else value / 100 if is_share else value


def _in_shares(scene: Scene) -> bool:
    """Whether some numbers of the table are shares between 0 and 1."""
    highs = [column.high for column in scene.script.profile.columns if column.mean is not None]
    return any(high is not None and high <= 1 for high in highs)
