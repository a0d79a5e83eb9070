"""Figures at once: planned by rules and drawn in the calling thread, without a store, for scripts and notebooks."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.caller_data import Data, data_json
from pb_adapters.drawing.diagrams import render as render_diagram
from pb_adapters.drawing.diagrams.formats import EXPORTS
from pb_adapters.drawing.plots import render as render_plot
from pb_adapters.planners.charts.planner import plan_plot
from pb_adapters.results import Figure, Plot
from pb_core.application.workflows.plots import described, proved
from pb_core.domain.diagrams.design_targets import design_note
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import DiagramSpec, Styling, validate
from pb_core.domain.pictures import MEDIA_TYPES, Picture
from pb_core.domain.plots.intent_answers import answered
from pb_core.domain.plots.intent_words import account
from pb_core.domain.plots.missing_values import missing_values, table_notes
from pb_core.domain.plots.refusals import refusal_of
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.print_styling import AspectRatio
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.request_rules import require_text, require_valid
from pb_core.domain.requests import PlotBody
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import InvalidRequest, InvalidSpec, NotPlottable
from pb_core.ports.images import DrawRequest
from pb_core.ports.plots import PlotRequest

FORMATS = tuple(MEDIA_TYPES)


class _Shape(Struct, frozen=True):
    """What may be said about the page of a figure."""

    aspect_ratio: AspectRatio | None


def plot_now(data: Data, intent: str, *, formats: Sequence[str] = ("png",), aspect_ratio: str | None = None) -> Plot:
    """Plan by rules, draw and prove a plot.

    Raises:
        InvalidRequest: the data cannot be read as a table, or a format cannot be made.
        EngineError: the intent cannot be planned or drawn, or the drawing is not what the data says.
    """
    asked, text = checked_formats(formats, FORMATS), data_json(data)
    require_valid(PlotBody(data_json=text, intent=intent, aspect_ratio=aspect_ratio))  # type: ignore[arg-type]  # checked here
    table = read_json(text, TableLimits())
    brief = PlotPlanBrief(intent=require_text("intent", intent), profile=profile(table), aspect_ratio=aspect_ratio)
    plan = plan_plot(brief)
    try:
        check_plot(plan.spec, table, intent)
    except InvalidSpec as error:
        raise NotPlottable(refusal_of(str(error), plan.spec, brief.profile)) from error
    heard = account(brief.intent, plan.heard, brief.profile).heard
    told = answered(heard, plan.spec, brief.profile, table, by_rules=True)
    if told.refusal:
        raise NotPlottable(told.refusal)
    plot = _plot(plan.spec, table, asked, aspect_ratio)
    return replace(
        plot,
        description="\n\n".join((f"{plan.description} {told.description}".strip(), plot.description)),
        notes=(*told.notes, *plot.notes),
        wishes=told.wishes,
        unknown=told.unknown,
    )


def render(
    spec: PlotSpec | DiagramSpec,
    data: Data | None = None,
    *,
    formats: Sequence[str] = ("png",),
    aspect_ratio: str | None = None,
    styling: Styling = Styling(),  # noqa: B008 - frozen
) -> Figure:
    """Draw a specification: of a plot with the data that it refers to, or of a diagram with a styling.

    ``formats`` are of ``png``, ``svg`` and ``pdf``; of a diagram also, for editing, ``pptx``, ``drawio`` and ``tikz``.

    Raises:
        InvalidRequest: data are missing or cannot be read, or a format cannot be made.
        EngineError: the specification does not fit or cannot be drawn, or the drawing is not what the data says.
    """
    asked = checked_formats(formats, FORMATS if isinstance(spec, PlotSpec) else (*FORMATS, *EXPORTS))
    require_valid(_Shape(aspect_ratio=aspect_ratio))  # type: ignore[arg-type]  # checked here
    if isinstance(spec, PlotSpec | DiagramSpec):
        require_valid(spec)
    match spec:
        case PlotSpec():
            if data is None:
                raise InvalidRequest("a plot is rendered with its data: render(spec, data)")
            return _plot(spec, read_json(data_json(data), TableLimits()), asked, aspect_ratio)
        case DiagramSpec():
            if data is not None:
                raise InvalidRequest("a diagram has no data: render(spec)")
            if not isinstance(styling, Styling):
                raise InvalidRequest(f"the styling must be a Styling, not {type(styling).__name__}")
            require_valid(styling)
            validate(spec)
            request = DrawRequest(spec=spec, description="", styling=styling, aspect_ratio=aspect_ratio, formats=asked)
            reply = render_diagram(request)
            notes = (*reply.notes, *(_notes(reply.scene, spec, styling, aspect_ratio) if reply.scene else ()))
            return Figure(pictures=_by_format(reply.pictures), notes=notes)
        case _:
            raise InvalidRequest(f"a PlotSpec or a DiagramSpec is rendered, not {type(spec).__name__}")


def _notes(scene: DrawnScene, spec: DiagramSpec, styling: Styling, aspect_ratio: str | None) -> tuple[str, ...]:
    is_free = aspect_ratio in {None, "auto"}
    return (*scene.notes, *design_note(scene, spec, styling.emphasis, free_ratio=is_free))


def checked_formats(formats: object, possible: Sequence[str]) -> tuple[str, ...]:
    """The formats asked for, each once; raises ``InvalidRequest`` for what is no sequence of possible ones."""
    if not isinstance(formats, Sequence) or isinstance(formats, str) or not formats:
        raise InvalidRequest('formats is a sequence with at least one name, such as ("svg", "png")')
    for fmt in formats:
        if fmt not in possible:
            raise InvalidRequest(f"the format {fmt!r} cannot be made here: choose from {', '.join(possible)}")
    return tuple(dict.fromkeys(formats))


def _plot(spec: PlotSpec, table: Table, formats: tuple[str, ...], aspect_ratio: str | None) -> Plot:
    reply = render_plot(PlotRequest(spec=spec, table=table, formats=formats, aspect_ratio=aspect_ratio))
    report = proved(spec, table, reply)
    return Plot(
        pictures=_by_format(reply.pictures),
        description=described("", spec, table, report),
        notes=(*table_notes(spec, table), *missing_values(spec, table), *reply.drawn.repairs),
        spec=spec,
        report=report,
    )


def _by_format(pictures: Iterable[Picture]) -> dict[str, bytes]:
    return {picture.format: picture.data for picture in pictures}
