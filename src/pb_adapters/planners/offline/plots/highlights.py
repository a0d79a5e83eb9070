"""Highlights: what an intent wants to stand out, and in which colour."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.data import Data
from pb_adapters.planners.offline.plots.request import Amended, Refusal, Request
from pb_adapters.planners.offline.plots.script import Said, Script
from pb_core.domain.plots.spec import Color, Highlight, PlotSpec
from pb_core.domain.plots.transforms import Fold

_COLORS = {color.value: color for color in Color} | {"gray": Color.GREY, "violet": Color.PURPLE}


_COLOR_WORD = (
    r"(?P<color>red|orange|yellow|green|teal|blue|purple|violet|pink|brown|gr[ea]y|black"
    r"|#[0-9a-f]{3,8}|[a-z]+(?:-[a-z]+)?)"
)


_NAMES = (
    r"(?:(?P<v>(?:{V}|{F}|{Q})(?:\s*(?:,|and|&)\s*(?:and )?(?:{V}|{F}|{Q}))*)|(?P<ours>our(?:s"
    r"| (?:own )?(?:methods?|models?|approach|system|results?|curves?|bars?|lines?|work|{F}))"
    r"|(?:the )?proposed (?:method|model|approach|system)))"
)


_HIGHLIGHT = (
    (
        r"(?:highlight(?:ing|ed)?|emphasi[sz](?:e|ing)|stress|accentuate|bold|make|paint|draw|show"
        rf"|colou?r|render)(?: the| only| just)? {_NAMES}(?: (?:bars?|lines?|curves?|points?|series"
        r"|slices?|row|column))?(?: (?:stand out|pop))?(?: (?:in|with|as|to be)(?: bold| bright| dark"
        rf"| light| a)? {_COLOR_WORD}(?! (?:bars?|lines?|order))(?: colou?r)?)"
    ),
    (
        r"(?:highlight(?:ing|ed)?|emphasi[sz](?:e|ing)|stress|accentuate|focus on|make)(?: the| only"
        rf"| just)? {_NAMES}(?: (?:bars?|lines?|curves?|points?|series|slices?|row"
        r"|column))?(?: (?:stand out|pop|bold))?"
    ),
    rf"(?:with )?{_NAMES} (?:highlighted|emphasi[sz]ed|stands? out|in bold|should stand out)(?: in {_COLOR_WORD})?",
    (
        rf"{_NAMES} in (?P<color>red|orange|yellow|green|teal|blue|purple|violet|pink|brown|gr[ea]y"
        r"|black)(?! (?:and|&) white)"
    ),
)


_REST = (
    r"(?:(?:and|with|but) )?(?:gr[ea]y(?:ing)? out|fade|dim|mute|de-?emphasi[sz]e|push back"
    r"|everything else gr[ea]y)(?: (?:all|the|of|everything))*(?: (?:rest|others?|other \w+"
    r"|baselines?|else))?|(?:with )?(?:(?:all )?the )?(?:rest|others?|everything else|all others?"
    r"|baselines?) (?:in |are )?(?:light )?(?:gr[ea]y(?:ed)?(?: out)?|muted|faded)"
)


class HighlightRequest(Request, frozen=True, kw_only=True):
    """A category that shall stand out; ``column`` is where the data hold it."""

    value: str
    column: str
    color: Color | None = None

    def _field(self, spec: PlotSpec) -> str | None:
        """The field that shows the category: its own column, or the names of columns folded into one."""
        fields = [
            c.field
            for layer in spec.layer
            for c in (layer.encoding.color, layer.encoding.x, layer.encoding.y)
            if c and c.type.discrete
        ]
        if self.column and self.column in {
            *fields,
            *(layer.encoding.detail for layer in spec.layer),
            *(layer.encoding.text.field for layer in spec.layer if layer.encoding.text),
        }:
            return self.column
        folds = [
            t for t in (*spec.transform, *spec.layer[0].transform) if isinstance(t, Fold) and self.value in t.fields
        ]
        return next((t.as_[0] for t in folds if t.as_[0] in fields), None)

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - names are known
        field = self._field(spec)
        if field is None:
            return Amended(spec, f"'{self.value}' is not told apart in this plot")
        return Amended(replace(spec, highlight=(*spec.highlight, self._mark(field))))

    def _mark(self, field: str) -> Highlight:
        return Highlight(field=field, value=self.value, color=self.color or Color.RED)

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        field = self._field(spec)
        return field is not None and self._mark(field) in spec.highlight


class RestRequest(Request, frozen=True, kw_only=True):
    """Everything that is not highlighted steps back, as it does wherever something is."""

    def _amend(self, spec: PlotSpec, data: Data) -> Amended:  # noqa: ARG002 - the specification alone tells
        return Amended(spec, "" if spec.highlight else "nothing is highlighted that the rest could step back behind")

    def _kept(self, spec: PlotSpec, data: Data) -> bool:  # noqa: ARG002 - the specification alone tells
        return bool(spec.highlight)


def hear_highlights(script: Script) -> Iterator[Request]:
    """Find what shall stand out, and in which colour."""
    for words in _HIGHLIGHT:
        for said in script.take(rf"(?<!\w)(?:{words})(?!\w)"):
            yield from _highlights(said, script)
    for said in script.take(rf"(?<!\w)(?:{_REST})(?!\w)"):
        yield RestRequest(words=said.words)


def _highlights(said: Said, script: Script) -> Iterator[Request]:
    color = _COLORS.get(said["color"].lower())
    words = said.words if color or not said["color"] else _without(said.words, said["color"])
    names = _highlighted(said, script)
    if not names:
        yield Refusal(words=said.words, reason="no category of the data goes by this name")
    for column, value in names:
        yield HighlightRequest(words=words, value=value, column=column, color=color)
    if said["color"] and color is None:
        known = ", ".join(c.value for c in Color)
        yield Refusal(words=said["color"], reason=f"not one of the colours that stay apart for all readers: {known}")


def _without(words: str, color: str) -> str:
    """The words up to the colour and what leads to it."""
    return re.sub(
        rf"(?: (?:in|with|as|to be|bold|bright|dark|light|a))+ {re.escape(color)}.*$", "", words, flags=re.IGNORECASE
    )


def _highlighted(said: Said, script: Script) -> list[tuple[str, str]]:
    if said["ours"]:
        own = [
            (c.name, v)
            for c in script.lexicon.profile.columns
            for v in c.examples
            if isinstance(v, str) and _is_ours(v)
        ]
        return own or [("", c.name) for c in script.lexicon.profile.columns if _is_ours(c.name)]
    found = [(value.column, value.text) for value in script.values(said["v"])]
    return found + [("", name) for name in script.fields(said["v"])]


def _is_ours(text: str) -> bool:
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return bool({"ours", "our", "proposed"} & set(words))
