"""Setting checks: whether axes, colours, titles, lines, legend and page are as a wish says."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pb_core.domain.plots import estimators
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.lineage import AXES, DrawnView, PlotView, Shown
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import axis_of, base_of, channel_on, is_quantitative, other
from pb_core.domain.plots.resolved_plot import names_end_lines
from pb_core.domain.plots.spec import Axis, FieldType, Orient
from pb_core.domain.plots.wishes import Place
from pb_core.domain.tables.column_names import word_set, words_of

_Check = Callable[[Any, Any], bool]
_AXIS_OF = {Place.X: "x", Place.Y: "y", Place.RIGHT: "right"}
_BOTH = re.compile(r"\bboth\b|\baxes\b|log\W+log", re.IGNORECASE)
"""Words for two axes at once."""


def scales(view: PlotView, wish: w.SettingWish) -> bool:
    """Whether the axis has the scale; of points, where both axes measure, either counts if none is named, or both.

    A column that is named has it on its own axis. Bins of even widths stand along no logarithm.
    """
    known = {"x": view.spec.axes.x, "y": view.spec.axes.y, "right": view.spec.axes.right}
    along = [_AXIS_OF[s.place] for s in view.shown() if s.place in AXES and "bin" in s.origin.steps]
    axes = list(_axes(view, wish.of, either=True))
    if wish.field is not None:
        own = {_AXIS_OF[s.place] for s in view.shown() if _runs_along(s, wish.field)}
        axes = [known[name] for name in own if wish.of in {None, name}]
    if wish.scale is g.ScaleType.LOG:
        axes = [axis for axis in axes if not any(axis is known[name] for name in along)]
    found = [wish.scale in {None, axis.scale.type} and axis.scale.reverse is wish.reverse for axis in axes]
    return all(found) if found and _BOTH.search(wish.words) and wish.of is None else any(found)


def _runs_along(one: Shown, field: str) -> bool:
    """Whether values of the column run along an axis."""
    numbers = one.type is not None and not one.type.discrete
    return one.place in AXES and numbers and field in one.origin.columns and one.origin.measured


def _axes(view: PlotView, name: str | None, *, either: bool = False) -> Iterator[Axis]:
    """The axis of this name, else the value axes, and with ``either`` whatever other axis measures."""
    axes = view.spec.axes
    if name is not None:
        yield {"x": axes.x, "y": axes.y, "right": axes.right}[name]
        return
    for one in view.layers:
        base = base_of(one.layer)
        sides = {"x": axes.x, "y": axes.right if one.layer.axis is g.Side.RIGHT else axes.y}
        yield sides[other(base)]
        if either and is_quantitative(channel_on(one.layer.encoding, base)):
            yield sides[base]


def has_range(view: PlotView, wish: w.SettingWish) -> bool:
    """Whether the axis has these ends, or includes zero."""
    axes = list(_axes(view, wish.of))
    if wish.setting == "zero":
        return any(_has_zero(view, axis) for axis in axes)
    ends = ((axis, ((wish.low, axis.scale.domain_min), (wish.high, axis.scale.domain_max))) for axis in axes)
    return any(all(wanted is None or _lies_at(axis, wanted, end) for wanted, end in pair) for axis, pair in ends)


def _lies_at(axis: Axis, wanted: float | str | None, value: float | str | None) -> bool:
    """Whether a value along the axis is the one that is said, in per cent where the axis is written so."""
    if isinstance(wanted, int | float) and axis.format.style is g.Style.PERCENT and _same(wanted / 100, value):
        return True
    return _same(wanted, value)


def _has_zero(view: PlotView, axis: Axis) -> bool:
    scale = axis.scale
    if scale.type in {g.ScaleType.LOG, g.ScaleType.LOGIT} or (scale.domain_min is not None and scale.domain_min > 0):
        return False
    grounded = any(one.layer.mark.starts_at_zero for one in view.layers) and any(axis is a for a in _axes(view, None))
    return bool(scale.zero) or scale.domain_min == 0 or (scale.zero is None and grounded)


def colors(view: PlotView, wish: w.SettingWish) -> bool:
    """Whether the item stands out, in the colour if one is named; of all items only grey can be asked for."""
    if not wish.value:
        return wish.color in {g.Color.GREY, g.Color.BLACK} and view.spec.config.palette is g.PaletteName.GREY
    shown = {name for one in view.shown() for name in one.origin.columns}
    known = wish.field is None or wish.field in shown
    found = (one for one in view.spec.highlight if known and one.value.casefold() == wish.value.casefold())
    return any(wish.color in {None, one.color} for one in found)


def has_palette(view: PlotView, wish: w.SettingWish) -> bool:
    """Whether the palette or ramp is used; each one of ours is safe for colour-blind readers."""
    config = view.spec.config
    ramped = any(one.place is Place.COLOR and one.type is not FieldType.NOMINAL for one in view.shown())
    return wish.palette in {None, config.palette} and (wish.ramp is None or (ramped and wish.ramp is config.ramp))


def titles(view: PlotView, wish: w.SettingWish) -> bool:
    """Whether the title is this text, or, without one, whether there is any."""
    spec = view.spec
    of_axes = {"x": spec.axes.x.title, "y": spec.axes.y.title, "right": spec.axes.right.title}
    title = {**of_axes, "legend": spec.legend.title, "plot": spec.title}[wish.of or "plot"]
    if not wish.text:
        return bool(title) or title is None
    return " ".join((title or "").split()).casefold() == " ".join(wish.text.split()).casefold()


def references(view: PlotView, wish: w.ReferenceWish) -> bool:
    """Whether the line or band is drawn, with its label."""
    drawn = (one for one in view.spec.annotations if _is_reference(view, one, wish) and _is_of(view, one, wish))
    return any(not wish.label or _same(getattr(one, "label", ""), wish.label) for one in drawn)


def _is_reference(view: PlotView, one: object, wish: w.ReferenceWish) -> bool:
    axes = {"x": view.spec.axes.x, "y": view.spec.axes.y}
    match one:
        case g.IdentityLine():
            return wish.identity
        case g.ReferenceBand():
            ends, axis = wish.low is not None and wish.high is not None, axes[one.axis]
            same = _lies_at(axis, wish.low, one.low) and _lies_at(axis, wish.high, one.high)
            return ends and same and wish.axis in {None, one.axis}
        case g.ReferenceLine():
            stated = wish.value is not None and _lies_at(axes[one.axis], wish.value, one.value)
            return (stated or (wish.op is not None and one.op is wish.op)) and wish.axis in {None, one.axis}
    return False


def _is_of(view: PlotView, one: object, wish: w.ReferenceWish) -> bool:
    """Whether a line at a statistic lies along the axis of its column, and is of no counts beside what is measured."""
    if not isinstance(one, g.ReferenceLine) or one.op is None or wish.op is None:
        return True
    origin = view.layers[0].fields.get(one.field or "")
    shown = [s for s in view.layers[0].shown if s.place in AXES and (one.axis == "x") is (s.place is Place.X)]
    along = origin is not None and any(s.origin.columns == origin.columns for s in shown)
    if wish.field is not None:
        return along and wish.field in (origin.columns if origin else ()) and (origin is None or origin.measured)
    spread = any({"bin", "density"} & {*s.origin.steps} and s.origin.measured for s in view.shown() if s.place in AXES)
    return along and (not spread or (origin is not None and origin.measured))


def _same(left: float | str | None, right: float | str | None) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right)
    return str(left).casefold() == str(right).casefold()


def has_legend(view: PlotView, wish: w.SettingWish) -> bool:
    """Whether the legend stands there, or, without a place, whether there is one."""
    orient = view.spec.legend.orient
    coloured = any(one.place in {Place.COLOR, Place.SHAPE} for one in view.shown())
    if wish.orient is Orient.AUTO:
        return coloured and orient not in {Orient.NONE, Orient.DIRECT}
    if wish.orient is Orient.DIRECT and isinstance(view, DrawnView) and not names_end_lines(view.drawn):
        return False
    return orient is wish.orient and (coloured or orient is Orient.NONE)


_MAGNITUDES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_MAGNITUDE = re.compile(rf"\b({'|'.join(_MAGNITUDES)})s?\b", re.IGNORECASE)


def has_magnitude(view: DrawnView, words: str) -> bool:
    """Whether numbers are in the thousands, millions or billions that words name, or columns say that they are."""
    named = _MAGNITUDE.search(words)
    if named is None or _has_unit(view, named[1]):
        return True
    least, prefixed = _MAGNITUDES[named[1].casefold()], False
    for data in view.drawn.layers:
        axis, channel = axis_of(view.spec, data.layer, data.value), channel_on(data.layer.encoding, data.value)
        cells = data.cells(channel) if is_quantitative(channel) else ()
        largest = max((abs(cell) for cell in cells if isinstance(cell, int | float)), default=0)
        prefixed |= axis.format.style is g.Style.SI and least <= largest < least * 1e3
    return prefixed


def writes_numbers(view: DrawnView, wish: w.SettingWish) -> bool:
    """Whether an axis or the legend writes numbers so, and what is shown is in the unit.

    Per cent multiplies by 100 and is for shares; data that come in per cent are written as they are.
    """
    axes = view.spec.axes
    formats = {Place.X: axes.x.format, Place.Y: axes.y.format, Place.RIGHT: axes.right.format,
               Place.COLOR: view.spec.legend.format}  # fmt: skip
    if (wish.unit and not _has_unit(view, wish.unit)) or not has_magnitude(view, wish.words):
        return False
    as_asked = {
        at for at, f in formats.items() if wish.style in {None, f.style} and wish.decimals in {None, f.decimals}
    }
    if wish.style is not g.Style.PERCENT:
        return bool(as_asked)
    multiplied = {at for at, f in formats.items() if f.style is g.Style.PERCENT}
    if not multiplied:
        return wish.decimals is None and _has_unit(view, "%")
    written = [one for one in view.shown() if one.place in multiplied and _is_measured(one)]
    return bool(as_asked) and all(is_share(view, one) for one in written)


def _is_measured(one: Shown) -> bool:
    return one.type is None or not one.type.discrete


def is_share(view: PlotView, one: Shown) -> bool:
    """Whether what is shown is a share of 1: a proportion, or values, changes among them, that are no larger."""
    if _SHARES & {*one.origin.steps}:
        return True
    ends = [end for column in view.columns(one.origin) for end in (column.low, column.high)]
    within = bool(ends) and all(end is not None and -1 <= end <= 1 for end in ends)
    return within and one.origin.measured and "sum" not in one.origin.steps


_SHARES = word_set("proportion ecdf roc precision-recall calibration survival ratio change relative")
"""Steps that give shares."""


def _has_unit(view: PlotView, unit: str) -> bool:
    """Whether a column whose values are shown is in the unit, or says so in its name."""
    shown = [one for one in view.shown() if one.origin.measured and _is_measured(one)]
    wanted = {unit.casefold(), unit.casefold().removesuffix("s"), f"{unit.casefold()}s"}
    columns = {column.name: column for one in shown for column in view.columns(one.origin)}
    return any(one.unit.casefold() in wanted or wanted & {*words_of(one.name)} for one in columns.values())


def _has_independent_axes(view: PlotView, wish: w.SettingWish) -> bool:
    """Whether panels have a y axis of their own; along x they share one, which is what "the same x axis" asks for.

    Of points over a measure that is not enough, unless the wish says y.
    """
    words = wish.words.casefold()
    along_x = wish.of == "x" or re.search(r"\bx\b(?!.*\by\b)", words)
    first = view.spec.layer[0]
    measured = first.mark.type is MarkType.POINT and is_quantitative(channel_on(first.encoding, "x"))
    both = measured and not wish.negated and wish.of != "y" and not re.search(r"\by\b", words)
    return not along_x and not both and view.spec.facet is not None and view.spec.facet.independent_y


def _axes_of(view: PlotView) -> Sequence[Axis]:
    return (view.spec.axes.x, view.spec.axes.y, view.spec.axes.right)


def _has_ends(wish: w.SettingWish, low: float | None, high: float | None) -> bool:
    """Whether there are two ends, and those that the wish names."""
    return low is not None and (wish.low is None or (_same(wish.low, low) and _same(wish.high, high)))


def _is_inset(view: PlotView, wish: w.SettingWish) -> bool:
    inset = view.spec.inset
    return inset is not None and _has_ends(wish, inset.x_min, inset.x_max)


def _survivals(view: PlotView) -> list[estimators.Survival]:
    return [step for one in view.layers for step in one.transforms if isinstance(step, estimators.Survival)]


def _ends_with(step: estimators.Survival, wish: w.SettingWish) -> bool:
    """Whether times end with this value, named or by the usual words, and the column is the one that is meant."""
    meant = {step.observed.casefold()} if step.observed else estimators.EVENT_WORDS
    return wish.value.casefold() in meant and wish.field in {None, step.event}


def _is_dashed(view: PlotView, _: w.SettingWish) -> bool:
    lines = any(isinstance(one, g.ReferenceLine | g.IdentityLine) for one in view.spec.annotations)
    return lines or any(one.layer.mark.dash for one in view.layers)


_DETAILS: Mapping[str, _Check] = {
    "markers": lambda view, _: any(one.layer.mark.point or one.mark.traits.markers for one in view.layers),
    "grid": lambda view, _: any(axis.grid is True for axis in _axes_of(view)),
    "dashed": _is_dashed,
    "mathematics": lambda view, _: view.spec.mathematics,
    "inset": _is_inset,
    "axis break": lambda view, wish: any(
        _has_ends(wish, axis.scale.break_from, axis.scale.break_to) for axis in _axes_of(view)
    ),
    "slides": lambda view, _: view.spec.config.medium is g.Medium.SLIDES,
    "two columns": lambda view, _: view.spec.config.medium is g.Medium.DOUBLE,
    "one column": lambda view, _: view.spec.config.medium is g.Medium.SINGLE,
    "independent axes": _has_independent_axes,
    "censor marks": lambda view, _: any("survival" in o.tags and not o.mark.traits.joined for o in view.layers),
    "numbers at risk": lambda view, _: view.spec.risk_table is not None,
    "log-rank test": lambda view, _: any(step.log_rank for step in _survivals(view)),
    "event": lambda view, wish: any(_ends_with(step, wish) for step in _survivals(view)),
}
CHECKS: Mapping[str, tuple[_Check, str]] = {
    "scale": (scales, "the axis has another scale"),
    "range": (has_range, "the axis has other ends"),
    "zero": (has_range, "the axis has other ends"),
    "color": (colors, "a colour is given to named items only, and these do not have it"),
    "palette": (has_palette, "other colours are used"),
    "title": (titles, "the title is another one"),
    "legend": (has_legend, "the legend stands elsewhere, or there is nothing to tell apart"),
    "numbers": (writes_numbers, "numbers are written otherwise, or what is shown is in another unit"),
    **{name: (has, "there is no such detail: {wish.setting}") for name, has in _DETAILS.items()},
}
"""What holds where a setting is as it was asked for, and the sentence where it is not."""


_BESIDE = "names stand at the ends of lines only, where a single panel has a line for each of several series"


def check_of(wish: w.SettingWish) -> tuple[_Check, str]:
    """What holds where the setting is as it was asked for, and the sentence where it is not."""
    check, why = CHECKS[wish.setting]
    return check, _BESIDE if wish.setting == "legend" and wish.orient is Orient.DIRECT else why


def is_of_numbers(wish: w.SettingWish) -> bool:
    """Whether the wish asks for numbers in another unit, and not only for their form."""
    return wish.style is g.Style.PERCENT or bool(wish.unit or _MAGNITUDE.search(wish.words))
