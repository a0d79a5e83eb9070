"""plan_plot: from an intent and a profile to a specification and its description."""

from collections.abc import Iterator

from pb_adapters.planners.charts.building.build import Built, build
from pb_adapters.planners.charts.reading import read_intent
from pb_core.domain.alt_text.plots import chart_name
from pb_core.domain.plots.spec import PlotSpec, Side
from pb_core.domain.questions import PlotPlan, PlotPlanBrief

_LONGEST = 20_000


def plan_plot(brief: PlotPlanBrief) -> PlotPlan:
    """Plan a plot by rules.

    Raises:
        NotPlottable: the intent is not understood completely, or the data cannot show what it asks for without a guess.
    """
    heard = read_intent(brief.intent, brief.profile)
    built = build(heard, brief.profile)
    return PlotPlan(spec=built.spec, description=" ".join(_sentences(built))[:_LONGEST], heard=heard)


def _sentences(built: Built) -> Iterator[str]:
    """What is shown and what was decided on the way; the caption tells which rows are kept and what is computed."""
    yield f"Chart: {_chosen(built)}{_shown(built.spec)}."
    yield from (f"{note[:1].upper()}{note[1:]}." for note in built.notes)


def _chosen(built: Built) -> str:
    if any(layer.axis is Side.RIGHT for layer in built.spec.layer):
        return f"{chart_name(built.spec).lower()}, on two axes"
    return built.chart.value + ("" if built.named else " (the plainest that the columns can be shown in)")


def _shown(spec: PlotSpec) -> str:
    first, facet = spec.layer[0].encoding, spec.facet
    axes = ((spec.axes.y.title, first.y), (spec.axes.x.title, first.x))
    said = [title or channel.field for title, channel in axes if channel is not None]
    text = f"; {' over '.join(said)}" if said else f"; {first.theta.field}" if first.theta is not None else ""
    more = (
        (first.color and (spec.legend.title or first.color.field), ", {} by colour"),
        (first.size and first.size.field, ", {} by size"),
        (facet and " and ".join(name for name in (facet.field, facet.row) if name), ", one panel per {}"),
    )
    return text + "".join(told.format(what) for what, told in more if what)
