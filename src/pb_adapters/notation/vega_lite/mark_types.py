"""Marks as Vega-Lite names them, and those of our grammar."""

from msgspec import UNSET

from pb_adapters.notation.vega_lite.grammar import MarkDef
from pb_adapters.notation.vega_lite.parts import Notes, part, refuse, words
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.request_rules import shown

ERROR_MARKS = ("errorbar", "errorband")
_MARKS = {
    "bar": MarkType.BAR,
    "line": MarkType.LINE,
    "area": MarkType.AREA,
    "point": MarkType.POINT,
    "circle": MarkType.POINT,
    "square": MarkType.POINT,
    "tick": MarkType.TICK,
    "rect": MarkType.RECT,
    "rule": MarkType.RULE,
    "text": MarkType.TEXT,
    "arc": MarkType.ARC,
    "boxplot": MarkType.BOXPLOT,
    "errorbar": MarkType.POINT,
    "errorband": MarkType.ERRORBAND,
}
_INSTEAD = {
    "geoshape": "maps are not drawn: bars or points by region show the same numbers",
    "image": "pictures are not drawn as marks: use points",
    "trail": "lines have one width: use line, or points with size",
}
_WHISKERS = 1.5
_OUTER_RADIUS = 100.0  # of Vega-Lite's default size
_STEPS = {"step": Interpolate.STEP, "step-after": Interpolate.STEP_AFTER, "step-before": Interpolate.STEP_BEFORE}


def mark_of(document: object, notes: Notes, path: str) -> tuple[MarkDef, MarkType, str]:
    """A mark's definition, its kind in our grammar and its name; raises ``InvalidRequest`` for others."""
    where = f"{path}.mark"
    read = MarkDef(type=document) if isinstance(document, str) else part(document, MarkDef, where, notes)
    if read.type in _INSTEAD:
        refuse(where, f"{read.type} has no counterpart: {_INSTEAD[read.type]}")
    if read.type not in _MARKS:
        refuse(where, f"{shown(read.type)} is no mark that is known: there are {words(_MARKS)}")
    if read.type == "square":
        notes.look(f"{where}.type square")
    return read, _MARKS[read.type], read.type


def drawn_mark(read: MarkDef, kind: MarkType, notes: Notes, path: str) -> Mark:
    """The mark with its manner in our grammar."""
    where = f"{path}.mark"
    if kind is MarkType.BOXPLOT and read.extent is not UNSET and read.extent != _WHISKERS:
        refuse(f"{where}.extent", f"whiskers reach to {_WHISKERS} interquartile ranges: leave it out")
    if read.invalid is None or read.invalid == "show":
        refuse(f"{where}.invalid", "missing values are left out, and never drawn as zero: leave it out")
    if read.invalid is not UNSET:
        notes.say(f"{where}.invalid", "missing values are left out, and named")
    if read.interpolate not in {"linear", *_STEPS}:
        notes.look(f"{where}.interpolate")
    if kind is MarkType.AREA and read.point:
        notes.look(f"{where}.point")
    return Mark(
        type=kind,
        interpolate=_STEPS.get(read.interpolate, Interpolate.LINEAR),
        point=kind is MarkType.LINE and bool(read.point) and read.point != "transparent",
        dash=kind.traits.line and isinstance(read.stroke_dash, list) and read.stroke_dash not in ([], [0], [1, 0]),
        inner_radius=_hole(read, notes, where) if kind is MarkType.ARC else 0.0,
    )


def _hole(read: MarkDef, notes: Notes, path: str) -> float:
    """The radius of a donut's hole as a share of the whole."""
    if not read.inner_radius > 0:
        return 0.0
    share = min(round(read.inner_radius / _OUTER_RADIUS, 2), 0.9)
    notes.say(f"{path}.innerRadius", f"the hole has {share:g} of the radius")
    return share
