"""plan_plot: from an intent and a profile to a specification and its description."""

from collections.abc import Iterator

from pb_adapters.planners.charts.building.build import Built, build
from pb_adapters.planners.charts.reading import read_intent
from pb_core.domain.plots.label_text import moment_text
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import Filter
from pb_core.domain.questions import PlotPlan, PlotPlanBrief
from pb_core.domain.tables.profile import TableProfile

_LONGEST = 20_000


def plan_plot(brief: PlotPlanBrief) -> PlotPlan:
    """Plan a plot by rules.

    Raises:
        NotPlottable: the data cannot show what is asked for without a guess.
    """
    heard = read_intent(brief.intent, brief.profile)
    built = build(heard, brief.profile)
    return PlotPlan(spec=built.spec, description=" ".join(_sentences(built, brief.profile))[:_LONGEST], heard=heard)


def _sentences(built: Built, profile: TableProfile) -> Iterator[str]:
    """What is shown, of which rows, and what was decided on the way."""
    spec = built.spec
    why = "" if built.named else " (the plainest that the columns can be shown in)"
    yield f"Chart: {built.chart.value}{why}{_shown(spec)}."
    for made in spec.transform:
        if isinstance(made, Filter):
            ends = (("from", made.low), ("up to", made.high))
            kept = ", ".join(made.one_of) or " ".join(
                f"{word} {_said(made.field, end, profile)}" for word, end in ends if end is not None
            )
            yield f"Only rows with {made.field} {kept} are shown."
    yield from (f"{note[:1].upper()}{note[1:]}." for note in built.notes)


def _said(field: str, end: float, profile: TableProfile) -> str:
    """The end of a range, a time as a date."""
    column = profile.column(field)
    unit = None if column is None else column.time_unit
    return f"{end:g}" if unit is None else moment_text(end, unit)


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
