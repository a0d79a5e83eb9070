"""Plans in and out: those given are read and checked before anything is charged, those drawn are written."""

from collections.abc import Mapping
from typing import Any

import msgspec

from pb_core.domain.diagrams import arrow_chains
from pb_core.domain.diagrams import plan as diagram_plan
from pb_core.domain.diagrams.notation import write_mermaid
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram, require_width
from pb_core.domain.diagrams.quotations import compiled
from pb_core.domain.plots import plan as plot_plan
from pb_core.domain.plots.plan import GivenPlot, Translate
from pb_core.domain.plots.validation import check_plot, check_spec
from pb_core.domain.strict_json import parse
from pb_core.domain.tables.table import Table
from pb_core.domain.tasks import DiagramRecord, PlotRecord
from pb_core.errors import InvalidRequest, InvalidSpec
from pb_core.ports.notation import DiagramNotation

Plan = str | Mapping[str, Any]


class PlanReader:
    """Reads the plans of requests; every fault is an ``InvalidRequest`` that names its line or path.

    ``mermaid`` reads flowcharts, ``vega_lite`` translates Vega-Lite; where one is ``None``, such plans are refused,
    and flowcharts in a source are prose. The methods keep a processor busy: call them in a thread.
    """

    def __init__(self, mermaid: DiagramNotation | None = None, vega_lite: Translate | None = None) -> None:
        self._mermaid, self._vega_lite = mermaid, vega_lite

    def diagram(self, plan: Plan) -> GivenDiagram:
        """A diagram's plan: our JSON, as an object or a text, or a Mermaid flowchart."""
        if isinstance(plan, str) and not plan.lstrip().startswith(("{", "[")):
            return self._flowchart(plan, "plan")
        return diagram_plan.read_plan(_document(plan))

    def require_named(self, given: GivenDiagram, source: str, caption: str) -> None:
        """Refuse a plan of which a source has the words of no element: there would be nothing to draw.

        What the source says of those that it has is found when the figure is drawn; this only reads it once.
        """
        index = compiled(f"{source}\n\n{caption}")
        labels = [label for element in given.spec.elements for label in (element.label, *element.aliases)]
        if all(index.missing(label) for label in labels):
            raise InvalidRequest(
                f"source_context names no element of the plan, not even '{labels[0]}': leave source_context out, or "
                "send grounding: lenient"
            )

    def diagram_in(self, source: str) -> GivenDiagram | None:
        """The plan that a source is or holds: a flowchart, or a text of arrow chains; ``None`` for prose."""
        try:
            flowchart = arrow_chains.flowchart_in(source) if self._mermaid else None
            if flowchart is None:
                return arrow_chains.chains_in(source)
        except InvalidRequest as error:
            raise InvalidRequest(f"source_context: {error}") from error
        return self._flowchart(flowchart, "source_context")

    def plot(self, plan: Plan, table: Table, intent: str | None) -> GivenPlot:
        """A plot's plan that fits a table: our JSON or Vega-Lite's, as an object or a text.

        Numbers that the plan states must stand in the data or the intent, where there is an intent.
        """
        document = _document(plan)
        given = plot_plan.read_plan(document, table, self._vega_lite)
        try:
            if intent is None:
                check_spec(given.spec, table)
            else:
                check_plot(given.spec, table, intent)
        except InvalidSpec as error:
            raise InvalidRequest(plot_plan.located(str(error), document)) from error
        return given

    def _flowchart(self, text: str, what: str) -> GivenDiagram:
        if self._mermaid is None:
            raise InvalidRequest(f"{what}: Mermaid is not read by this installation: write the plan as JSON")
        try:
            given = self._mermaid.read(text)
        except InvalidRequest as error:
            raise InvalidRequest(f"{what}: {error}") from error
        return diagram_plan.checked(given, what)


FORMATS = ("json", "mermaid")
"""The forms in which plans are written; Mermaid is for diagrams."""


def written(record: DiagramRecord | PlotRecord, form: str) -> bytes:
    """A plan that was drawn, in a form that submissions take; raises ``InvalidRequest`` for a form that it has not."""
    if form not in FORMATS:
        raise InvalidRequest(f"format must be one of {', '.join(FORMATS)}")
    if isinstance(record, PlotRecord):
        if form != "json":
            raise InvalidRequest(f"format {form} is for diagrams: the plan of a plot is JSON")
        return msgspec.json.encode(plot_plan.plan_document(record.spec))
    if form == "mermaid":
        return write_mermaid(record.spec, FixedStyling.of(record.styling), record.support).encode()
    return msgspec.json.encode(diagram_plan.plan_document(record.spec, record.styling, record.support))


def styled(given: GivenDiagram, styling: FixedStyling | None) -> FixedStyling:
    """What is fixed of a given plan's look: by the request, else by the plan; raises ``InvalidRequest``."""
    fixed = (styling or FixedStyling()).over(given.styling)
    require_width(fixed)
    strangers = fixed.strangers(given.spec)
    if strangers:
        raise InvalidRequest(f"styling.emphasis names '{strangers[0]}', which is no element of the plan")
    return fixed


def drawn_words(given: GivenDiagram) -> str:
    """Everything that a plan has drawn as text."""
    spec = given.spec
    words = [word for element in spec.elements for word in (element.label, element.detail)]
    words += [group.title for group in spec.groups]
    words += [connection.label for connection in spec.connections]
    return " ".join(words)


def _document(plan: Plan) -> object:
    return parse(plan, "plan") if isinstance(plan, str) else plan
