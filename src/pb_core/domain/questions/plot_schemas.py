"""Plot schemas: what a model is asked to fill for one plot, cut to the kinds of charts that it chose before.

The whole grammar of plots is too large for servers that build a grammar of their own from a schema. A family of charts
needs few marks, channels and transforms of it; the answer decodes as a whole specification all the same.
"""

from collections.abc import Iterable
from functools import cache

import msgspec
from msgspec import Struct

from pb_core.domain.answer_schemas import LARGEST, Schema, flattened, inlined
from pb_core.domain.plots.spec import PlotSpec, ScaleType
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.plots.wishes import (
    Chart,
    ComputeWish,
    HeardIntent,
    LabelWish,
    Place,
    ReferenceWish,
    SettingWish,
    Wish,
)
from pb_core.domain.questions.plots import PlotVerdict

MOST_WISHES = 16
MOST_CHARTS = 2
"""How many charts a plot is made of at most."""

OPEN = msgspec.json.encode({"type": "object"})
"""The schema for an engine that answers by rules, which reads the brief."""


class Scope(Struct, frozen=True):
    """What of the grammar a question offers, by the names on the wire.

    ``extras`` are the rarer parts: ``right`` (a second value axis), ``break`` (of an axis), ``symlog`` (its constant),
    ``inset``, ``projection``, ``annotations``, ``highlight``, ``risk_table``, ``looks`` (the form of single marks and
    the order of panels), and ``transform`` (of the whole plot: a plan that is made anew has its transforms in its
    layers).
    """

    marks: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    transforms: frozenset[str] = frozenset()
    extras: frozenset[str] = frozenset()

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(
            self.marks | other.marks,
            self.channels | other.channels,
            self.transforms | other.transforms,
            self.extras | other.extras,
        )


def _family(marks: str, channels: str, transforms: str, extras: str = "") -> Scope:
    return Scope(*(frozenset(names.split()) for names in (marks, channels, f"filter {transforms}", extras)))


_BARS = _family("bar point rule", "x y x2 y2 color offset xError yError stack", "fold period aggregate limit")
_LINES = _family(
    "line area errorband point", "x y y2 color shape detail order yError stack", "fold period aggregate smooth"
)
_POINTS = _family(
    "point line errorband text", "x y y2 color shape size text detail xError yError",
    "aggregate regression pareto limit",
)  # fmt: skip
_BINS = _family("bar line area tick ridge", "x y x2 y2 color stack", "fold bin aggregate density ecdf")
_GROUPS = _family("boxplot violin strip swarm point", "x y color offset yError xError", "fold aggregate")
_CELLS = _family("rect text", "x y x2 y2 color text", "fold bin period aggregate correlation")
_HEXAGONS = _family("hex", "x y x2 y2 color", "hexbin")
_SLICES = _family("arc", "theta color", "fold aggregate limit")
_SCORES = _family("line point", "x y color detail", "roc precision-recall calibration", "annotations")
_SURVIVAL = _family("line point errorband", "x y y2 color detail", "survival", "annotations risk_table")
_AGREEMENT = _family("point", "x y color", "agreement", "annotations")
_QUANTILES = _family("point line", "x y color detail", "quantiles")
_STRETCHES = _family(
    "bar rule point tick text", "x y x2 y2 color text xError yError", "aggregate cumulate", "annotations"
)
_SCHEDULE = _family("bar point tick text", "x y x2 color text", "schedule", "annotations")
_RADIAL = _family("line area point", "x y color detail", "fold aggregate", "projection")

FAMILIES: dict[Chart, Scope] = {
    Chart.BAR: _BARS, Chart.LOLLIPOP: _BARS, Chart.DOT: _BARS,
    Chart.LINE: _LINES, Chart.STEP: _LINES, Chart.AREA: _LINES, Chart.SLOPE: _LINES,
    Chart.KAPLAN_MEIER: _SURVIVAL, Chart.BLAND_ALTMAN: _AGREEMENT, Chart.QQ: _QUANTILES, Chart.GANTT: _SCHEDULE,
    Chart.SCATTER: _POINTS, Chart.BUBBLE: _POINTS, Chart.PARETO: _POINTS,
    Chart.HISTOGRAM: _BINS, Chart.DENSITY: _BINS, Chart.ECDF: _BINS, Chart.RIDGELINE: _BINS,
    Chart.BOX: _GROUPS, Chart.VIOLIN: _GROUPS, Chart.STRIP: _GROUPS, Chart.SWARM: _GROUPS,
    Chart.HEATMAP: _CELLS, Chart.HEXBIN: _HEXAGONS, Chart.CORRELATION: _CELLS, Chart.CONFUSION: _CELLS,
    Chart.PIE: _SLICES, Chart.DONUT: _SLICES,
    Chart.ROC: _SCORES, Chart.PRECISION_RECALL: _SCORES, Chart.CALIBRATION: _SCORES,
    Chart.FOREST: _STRETCHES, Chart.WATERFALL: _STRETCHES,
    Chart.RADAR: _RADIAL, Chart.PARALLEL: _RADIAL,
}  # fmt: skip
"""What each chart may need."""


COMPUTING = frozenset({"calculate", "relative", "cumulate"})
"""What any chart may need where something is to be computed from columns."""


def scope_of(charts: Iterable[Chart], heard: HeardIntent) -> Scope:
    """What charts and wishes may need of the grammar."""
    found = Scope(extras=frozenset(extra for wish in heard.wishes if not wish.negated for extra in _extras(wish)))
    for chart in charts:
        found |= FAMILIES[chart]
    computed = any(isinstance(wish, ComputeWish) and not wish.negated for wish in heard.wishes)
    return found | Scope(transforms=COMPUTING) if computed else found


def charts_of(spec: PlotSpec) -> tuple[Chart, ...]:
    """One or two charts that offer the marks of a specification, as far as two do."""
    left = [layer.mark.type.value for layer in spec.layer]
    found: list[Chart] = []
    while left and len(found) < MOST_CHARTS:
        found.append(max(FAMILIES, key=lambda chart: sum(mark in FAMILIES[chart].marks for mark in left)))
        left = [mark for mark in left if mark not in FAMILIES[found[-1]].marks]
    return tuple(found)


def scope_of_spec(spec: PlotSpec) -> Scope:
    """What a specification uses, and what the first chart with its first mark may need."""
    written = msgspec.to_builtins(spec)
    layers = written["layer"]
    transforms = [step for part in (written, *layers) for step in part.get("transform", ())]
    used = Scope(
        frozenset(layer["mark"]["type"] for layer in layers),
        frozenset(channel for layer in layers for channel in layer["encoding"]),
        frozenset(step["type"] for step in transforms),
        frozenset(_used_extras(written)),
    )
    like = next((scope for scope in FAMILIES.values() if layers[0]["mark"]["type"] in scope.marks), Scope())
    together = used | like
    return together if _size(together) <= LARGEST else used


@cache
def choice_schema() -> bytes:
    """The schema of a ``PlotChoice``; kinds of wishes that need nothing but their words share one object."""
    kinds = inlined(Wish)["anyOf"]
    loose = [kind for kind in kinds if set(kind["required"]) == {"wish", "words"}]
    kinds = [*(kind for kind in kinds if kind not in loose), flattened(loose)]
    wishes = {"type": "array", "items": {"anyOf": kinds}, "maxItems": MOST_WISHES}
    heard = {"wishes": wishes, "subject": {"type": "array", "items": {"type": "string"}, "maxItems": MOST_WISHES}}
    charts = {"type": "array", "items": inlined(Chart), "minItems": 1, "maxItems": MOST_CHARTS}
    members = {"charts": charts, "heard": {"type": "object", "properties": heard, "required": list(heard)}}
    return msgspec.json.encode({"type": "object", "properties": members, "required": list(members)})


@cache
def verdict_schema() -> bytes:
    """The schema of a ``PlotVerdict`` without the revision, which is asked for apart."""
    verdict = inlined(PlotVerdict, described=True)
    _drop(verdict["properties"], "revised_spec", "revised_description")
    return msgspec.json.encode(verdict)


@cache
def plan_schema(scope: Scope) -> bytes | None:
    """The schema of a plan, a specification and its description; ``None`` where it would be too large to be asked."""
    return _within(scope, ("spec", "description"))


@cache
def revision_schema(scope: Scope) -> bytes | None:
    """The schema of a revised plan, as for ``plan_schema``; both members may be left out."""
    return _within(scope, ())


def _within(scope: Scope, required: tuple[str, ...]) -> bytes | None:
    for flat in (False, True):
        spec = _spec_schema(scope, flat=flat)
        members = {"spec": spec, "description": {"type": "string"}}
        schema = msgspec.json.encode({"type": "object", "properties": members, "required": required})
        if len(schema) <= LARGEST:
            return schema
    return None


def _size(scope: Scope) -> int:
    return len(msgspec.json.encode(_spec_schema(scope, flat=True))) + len(OPEN) * 8


def _extras(wish: Wish) -> Iterable[str]:
    if Place.RIGHT in {getattr(wish, name, None) for name in ("place", "of")}:
        yield "right"
    match wish:
        case SettingWish(setting="inset"):
            yield "inset"
        case SettingWish(setting="axis break"):
            yield "break"
        case SettingWish(setting="scale", scale=ScaleType.SYMLOG):
            yield "symlog"
        case ReferenceWish():
            yield "annotations"
        case LabelWish() if wish.pick or wish.value:
            yield "annotations"
        case SettingWish(setting="color"):
            yield "highlight"
        case _:
            return


def _used_extras(written: Schema) -> Iterable[str]:
    axes = written.get("axes", {})
    if "right" in axes or any("axis" in layer for layer in written["layer"]):
        yield "right"
    scales = [axis.get("scale", {}) for axis in axes.values()]
    if any("breakFrom" in scale for scale in scales):
        yield "break"
    if any("constant" in scale for scale in scales):
        yield "symlog"
    marks = [layer["mark"] for layer in written["layer"]]
    if any(_LOOKS & part.keys() for part in (*marks, written.get("facet", {}))):
        yield "looks"
    yield from _MEMBERS & written.keys()


_MEMBERS = frozenset({"inset", "projection", "annotations", "highlight", "transform", "risk_table"})
"""Extras that are members of the specification."""

_LOOKS = frozenset({"orient", "shape", "values", "row_values"})


def _spec_schema(scope: Scope, *, flat: bool) -> Schema:
    spec = inlined(PlotSpec)
    members = spec["properties"]
    layer = members["layer"]["items"]["properties"]
    layer["mark"]["properties"]["type"]["enum"] = sorted(scope.marks)
    layer["encoding"]["properties"] = _only(layer["encoding"]["properties"], scope.channels)
    layer["transform"] = members["transform"] = {"type": "array", "items": _transforms(scope, flat=flat)}
    _drop(members["legend"]["properties"], "format", *(("sort", "values") if flat else ()))
    if flat:
        members["annotations"]["items"] = flattened(members["annotations"]["items"]["anyOf"])
    _drop(members, *(_MEMBERS - scope.extras))
    if "looks" not in scope.extras:
        _drop(layer["mark"]["properties"], *_LOOKS)
        _drop(members["facet"]["properties"], *_LOOKS)
    for axis in members["axes"]["properties"].values():
        scale = axis["properties"]["scale"]["properties"]
        _drop(scale, *(() if "symlog" in scope.extras and not flat else ("constant",)))
        _drop(scale, *(() if "break" in scope.extras else ("breakFrom", "breakTo")))
    if "right" not in scope.extras:
        _drop(members["axes"]["properties"], "right")
        _drop(layer, "axis")
    return spec


def _transforms(scope: Scope, *, flat: bool) -> Schema:
    wanted = [choice for choice in _all_transforms() if _tag(choice) in scope.transforms]
    return flattened(wanted) if flat else {"anyOf": wanted}


def _all_transforms() -> list[Schema]:
    return list(inlined(Transform)["anyOf"])


def _tag(choice: Schema) -> str:
    return str(choice["properties"]["type"]["enum"][0])


def _only(members: Schema, names: frozenset[str]) -> Schema:
    return {name: member for name, member in members.items() if name in names}


def _drop(members: Schema, *names: str) -> None:
    for name in names:
        members.pop(name, None)


def grammar_notes(scope: Scope) -> str:
    """What the parts of the grammar that a question offers mean, a paragraph each."""
    named = msgspec.json.schema(PlotSpec)["$defs"]
    wanted = {name: part["description"] for name, part in named.items() if _is_wanted(name, part, scope)}
    return "\n".join(f"- {name}: {' '.join(words.split())}" for name, words in wanted.items())


def _is_wanted(name: str, part: Schema, scope: Scope) -> bool:
    if "description" not in part or name in _PLAIN or (name == "Inset" and "inset" not in scope.extras):
        return False
    tag = part.get("properties", {}).get("type", {}).get("enum", ())
    return name not in _tagged() or bool(scope.transforms.intersection(tag))


@cache
def _tagged() -> frozenset[str]:
    named = msgspec.json.schema(Transform)["$defs"].items()
    return frozenset(name for name, part in named if "type" in part.get("properties", {}) and "tag" not in part)


_PLAIN = frozenset({"PlotSpec", "MarkType", "Interpolate", "FieldType", "Color", "Medium", "Side", "BinRule"})
"""Parts whose names say enough."""
