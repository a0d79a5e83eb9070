"""Scene: what has been heard so far of an intent, and the factories that turn a phrase into wishes."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from pb_adapters.planners.charts.reading.names import Category, Column
from pb_adapters.planners.charts.reading.script import FIELD, NUMBER, QUOTE, VALUE, Quote, Script, number
from pb_core.domain.plots.spec import Color
from pb_core.domain.plots.wishes import FieldWish, FilterWish, Place, Wish

_LONGEST = 400
_THE = r"(?:the |of |for |on |by |per )?(?:the )?"
_COMMA = rf"\s*,\s*{_THE}"
_AND = rf"(?:\s*,\s*(?:and |or |& ?)|\s*(?:and|&|or|plus|und|oder|et|y|和|与|、)\s*){_THE}"
_COLORS = "|".join(color.value for color in Color) + "|gray|violet|magenta"
_AS_COLOR = {"gray": Color.GREY, "violet": Color.PURPLE, "magenta": Color.PINK}
_MACROS = {
    "<FL>": f"{FIELD}(?:(?:{_COMMA}{FIELD})*{_AND}{FIELD})?",
    "<VL>": f"{VALUE}(?:(?:{_COMMA}|{_AND}){VALUE})*",
    "<F>": FIELD,
    "<V>": VALUE,
    "<Q>": QUOTE,
    "<N>": NUMBER,
    "<C>": rf"(?:(?:dark|light|bright|deep) ?)?(?:{_COLORS})\b",
    "<THE>": r"(?:the |its |their |a |an |all |each |every )?",
}

_NEGATOR = re.compile(
    r"\b(?:no(?! (?:more|less|fewer|later|earlier|longer|matter))|not(?! (?:only|just|less|more))|without|never"
    r"|(?:do|does|should)n['’]?t|avoid|omit|hide|remove|drop|skip|instead of|rather than|other than|nor|keine?[nr]?"
    r"|ohne|nicht|sans|pas de|sin)\b|不要|没有"
)
_SCOPE_END = re.compile(
    r"[;:!?\n,]|\.(?!\d)|\b(?:but|only|with|use|instead|then|aber|sondern"
    r"|and (?:show|use|add|with|put|keep|draw|plot|make|color|include))\b"
)
_BETWEEN = re.compile(
    r"(?:\s|\b(?:any|the|a|an|show|showing|draw|drawing|use|using|display|add|include|have|need|want|put|print|of|it|as"
    r"|me)\b)*"
)


class Phrase(Struct, frozen=True):
    """A pattern over a script and what each of its groups (``whole``: all of it) makes of what it matched."""

    pattern: re.Pattern[str]
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
        self._negators = [match.span() for match in _NEGATOR.finditer(script.marked)]

    def hear(self, phrases: tuple[Phrase, ...]) -> None:
        """Read every phrase that stands in what is left of the script, in the order of the table."""
        for phrase in phrases:
            for match in phrase.pattern.finditer(self.script.text):
                if match.end() > match.start():
                    self._read(phrase, match)

    def _read(self, phrase: Phrase, match: re.Match[str]) -> None:
        before = len(self.heard)
        for group, make in phrase.parts.items():
            start, end = match.span() if group == "whole" else match.span(group)
            if start >= 0 and end > start:
                make(self, start, end, match)
        if len(self.heard) > before:
            self.script.read(match.start(), match.end())

    def add(self, kind: type[Wish], start: int, end: int, **said: Any) -> None:  # noqa: ANN401 - attributes of the wish
        """Add a wish with the words that stand there, negated where a negation reaches it."""
        negator = self._negator(start)
        if negator is not None:
            said.setdefault("negated", True)
            if _BETWEEN.fullmatch(self.script.marked, negator[1], start):
                start = negator[0]
                self.script.read(start, end)
            elif kind in {FieldWish, FilterWish}:
                self.subject.append(self.script.said(start, end))  # named beside what shall not be
                self.script.read(start, end)
                return
        words = self.script.said(start, end)[:_LONGEST].rstrip()
        if words:
            self.heard.append(Heard(start, end, kind(words=words, **said)))

    def _negator(self, position: int) -> tuple[int, int] | None:
        for span in self._negators:
            if span[1] <= position and not _SCOPE_END.search(self.script.marked, span[1], position):
                return span
        return None

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


Factory = Callable[[Scene, int, int, re.Match[str]], None]


def phrase(pattern: str, whole: Factory | None = None, **parts: Factory) -> Phrase:
    """A row of a table; ``<F>``, ``<FL>``, ``<V>``, ``<VL>``, ``<Q>``, ``<N>``, ``<C>`` stand for what is named."""
    for macro, meaning in _MACROS.items():
        pattern = pattern.replace(macro, meaning)
    return Phrase(re.compile(pattern), {"whole": whole, **parts} if whole is not None else parts)


def says(kind: type[Wish], **said: Any) -> Factory:  # noqa: ANN401 - attributes of the wish
    """One wish with these attributes."""

    def make(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
        scene.add(kind, start, end, **said)

    return make


def field(place: Place = Place.ANY) -> Factory:
    """Each column that is named, at this place."""

    def make(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
        named = list(scene.fields(start, end))
        for begin, to, name in named:
            scene.add(FieldWish, begin, end if name is named[-1][2] else to, field=name, place=place)

    return make


def of_field(kind: type[Wish], **said: Any) -> Factory:  # noqa: ANN401 - attributes of the wish
    """One wish about the first column that is named in the stretch, or behind it in the match."""

    def make(scene: Scene, start: int, end: int, match: re.Match[str]) -> None:
        named = [name for _, _, name in scene.fields(start, match.end())]
        behind = _of_ahead(scene, match)
        scene.add(kind, start, end, **said, field=next(iter([*named, *behind]), None))

    return make


def _of_ahead(scene: Scene, match: re.Match[str]) -> list[str]:
    """The column of a group called ``ahead``, which a lookahead may hold."""
    if "ahead" not in match.re.groupindex or match.start("ahead") < 0:
        return []
    return [name for _, _, name in scene.fields(*match.span("ahead"))]


def keeping(*, negated: bool | None = None, place: Place = Place.SPLIT) -> Factory:
    """A filter for the categories that are named, one for each of their columns; all of them are a field at a place."""

    def make(scene: Scene, start: int, end: int, _: re.Match[str]) -> None:
        said = {} if negated is None else {"negated": negated}
        for name, listed in scene.values(start, end).items():
            column, values = scene.script.profile.column(name), tuple(dict.fromkeys(listed))
            if column is not None and len(values) == column.distinct > 1 and not negated:
                scene.add(FieldWish, start, end, field=name, place=place)
            else:
                scene.add(FilterWish, start, end, field=name, one_of=values, **said)
                if place is Place.PANEL:
                    scene.add(FieldWish, start, end, field=name, place=place)

    return make


def numbers(match: re.Match[str], *groups: str) -> tuple[float | None, ...]:
    """The numbers of named groups, ``None`` for those that matched nothing."""
    known = match.re.groupindex
    return tuple(number(match[group]) if group in known and match[group] else None for group in groups)


def color_of(text: str) -> Color:
    """The named colour in a text such as ``dark blue``."""
    word = text.rsplit(maxsplit=1)[-1]
    return _AS_COLOR.get(word) or Color(word)
