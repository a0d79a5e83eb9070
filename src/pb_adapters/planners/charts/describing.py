"""Describing: what a planned plot shows, and what became of the intent, in prose."""

from collections.abc import Iterator

from pb_adapters.planners.charts.building.build import Built
from pb_core.domain.plots.resolved_layers import channel_on
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import Filter
from pb_core.domain.plots.wishes import HeardIntent, WishOutcome

_LONGEST = 20_000


def describe(built: Built, heard: HeardIntent, outcomes: tuple[WishOutcome, ...]) -> str:
    """The description of a plan."""
    return " ".join(_sentences(built, heard, outcomes))[:_LONGEST]


def _sentences(built: Built, heard: HeardIntent, outcomes: tuple[WishOutcome, ...]) -> Iterator[str]:
    spec, chart = built.spec, built.chart.value
    article = "An" if chart[:1] in "aeiou" else "A"
    why = "" if built.named else ", the plainest chart that the columns can be shown in"
    yield f"{article} {chart}{_shown(spec)}{why}."
    for transform in spec.transform:
        if isinstance(transform, Filter):
            yield f"Only rows with {transform.field} {_kept(transform)} are shown."
    yield from (f"{note[:1].upper()}{note[1:]}." for note in built.notes)
    done = ", ".join(f"“{outcome.words}”" for outcome in outcomes if outcome.followed)
    if done:
        yield f"Followed: {done}."
    missed = "; ".join(f"“{outcome.words}” ({outcome.note})" for outcome in outcomes if not outcome.followed)
    if missed:
        yield f"Not followed: {missed}."
    if heard.unknown:
        yield f"Not understood: {', '.join(f'“{word}”' for word in dict.fromkeys(heard.unknown))}."


def _shown(spec: PlotSpec) -> str:
    first = spec.layer[0].encoding
    names = [_name(spec, axis) for axis in ("y", "x")]
    said = [name for name in names if name]
    parts = [f" of {' over '.join(said)}"] if said else []
    if first.theta is not None:
        parts = [f" of {first.theta.field}"]
    if first.color is not None:
        parts.append(f", {spec.legend.title or first.color.field} by colour")
    if first.size is not None:
        parts.append(f", {first.size.field} by size")
    if spec.facet is not None:
        panels = " and ".join(name for name in (spec.facet.field, spec.facet.row) if name)
        parts.append(f", one panel per {panels}")
    return "".join(parts)


def _name(spec: PlotSpec, axis: str) -> str:
    channel = channel_on(spec.layer[0].encoding, axis)
    shown = spec.axes.x if axis == "x" else spec.axes.y
    return (shown.title or channel.field) if channel is not None else ""


def _kept(transform: Filter) -> str:
    if transform.one_of:
        return ", ".join(transform.one_of)
    ends = (("from", transform.low), ("up to", transform.high))
    return " ".join(f"{word} {end:g}" for word, end in ends if end is not None)
