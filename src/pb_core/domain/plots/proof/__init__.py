"""The proof: a finished plot, read back from its artists, against what the caller's data says.

Everything that an artist holds is compared, whether it lies within view or not: items beyond a fixed end of an axis
and those in the gap of a broken one keep their data, and an inset shows all items of its panel again, without labels.
Texts and annotations are compared here, axes and items in the modules beside.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots.drawn import (
    DrawnAxis,
    DrawnPanel,
    DrawnPlot,
    DrawnReference,
    Expected,
    Items,
    Panel,
    ReferenceKind,
    TextRole,
)
from pb_core.domain.plots.expectation import Reference, Titles, accents, expected, references, titles
from pb_core.domain.plots.faithfulness import FaithfulnessReport, ReportBuilder
from pb_core.domain.plots.footnotes import footnote, sample_sizes
from pb_core.domain.plots.label_text import mentions, shows, squeezed
from pb_core.domain.plots.proof.agreement import Difference, differences
from pb_core.domain.plots.proof.axes import prove_axes
from pb_core.domain.plots.proof.deviations import Extents, Measure, extents
from pb_core.domain.plots.proof.drawn_items import prove_items
from pb_core.domain.plots.proof.risk_table import prove_risk_table
from pb_core.domain.plots.resolved_plot import Resolved, names_end_lines, resolve
from pb_core.domain.plots.spec import Inset, Orient, PlotSpec, Projection
from pb_core.domain.tables.table import Table


def prove_keys(builder: ReportBuilder, resolved: Resolved, drawn: DrawnPlot) -> None:
    """Check that the legend names the series in order, each with a look of its own."""
    names = [squeezed(key.series) for key in drawn.keys]
    series = [squeezed(name) for name in resolved.series]
    wanted = series if resolved.legend else [name for name in series if name in names]
    builder.compared("legend", len(wanted), float(names != wanted), 0.0)
    if names != wanted:
        builder.wrong(
            f"The legend shows {_listed([key.series for key in drawn.keys])}; "
            f"the data has {_listed(resolved.series if resolved.legend else ())}."
        )
    named = {squeezed(name): color for name, color in accents(resolved).items()}
    for key in drawn.keys:
        wanted_accent = named.get(squeezed(key.series), key.accent)
        wrong = f"The series {key.series!r} is highlighted in {key.accent or 'no such colour'}, not {wanted_accent}."
        builder.check("highlights", None if key.accent == wanted_accent else wrong)
    looks: dict[tuple[str, ...], str] = {}
    for key in drawn.keys:
        twin = looks.setdefault((key.color.lower(), key.marker, key.dash, key.hatch), key.series)
        if twin != key.series:
            builder.wrong(f"The series {twin!r} and {key.series!r} look the same.")


def prove_titles(builder: ReportBuilder, resolved: Resolved, titles: Titles, drawn: DrawnPlot) -> None:
    """Check the titles; where one is drawn that none asked for, that is a mismatch too."""
    panels = drawn.panels
    found = {
        "plot": _of_role(drawn, TextRole.TITLE),
        "x": {panel.x.title for panel in panels},
        "y": {panel.y.title for panel in panels},
        "right": {panel.right.title for panel in panels if panel.right is not None},
        "legend": _of_role(drawn, TextRole.LEGEND_TITLE),
        "risk table": _of_role(drawn, TextRole.RISK_TITLE),
    }
    free = resolved.spec.projection is not Projection.CARTESIAN
    for place, texts in found.items():
        wanted = squeezed(titles.of(place))
        shown = {squeezed(text) for text in texts} - {""}
        if place == "legend":
            shown = _without(shown, wanted, titles.others)
            wanted = "" if _named_directly(drawn) else wanted
        if shown == ({wanted} - {""}) or (free and place in {"x", "y"}):
            builder.check("titles", None)
            continue
        said = _listed(sorted(text for text in texts if text.strip()))
        builder.check("titles", f"The title of the {place} is {said}; it should be {titles.of(place)!r}.")


def prove_direct_labels(builder: ReportBuilder, resolved: Resolved, drawn: DrawnPlot) -> None:
    """Check that names stand beside their lines and in no legend, where that is asked for and can be."""
    if resolved.spec.legend.orient is Orient.DIRECT and names_end_lines(resolved):
        fault = "The names of the series stand in a legend or nowhere; they should stand beside their lines."
        builder.check("direct labels", None if _named_directly(drawn) else fault)


def _named_directly(drawn: DrawnPlot) -> bool:
    """Whether the names of all series stand beside their lines, so that there is no legend to have a title."""
    beside = {squeezed(text) for text in _of_role(drawn, TextRole.DIRECT)}
    named = {squeezed(key.series) for key in drawn.keys}
    return bool(named) and named <= beside and not _of_role(drawn, TextRole.LEGEND)


def prove_panel_titles(builder: ReportBuilder, resolved: Resolved, drawn: Sequence[DrawnPanel]) -> None:
    """Check that each panel of a facet says which values it is of."""
    if resolved.spec.facet is None:
        return
    for place, ((column, row), panel) in enumerate(zip(resolved.panels, drawn, strict=False)):
        for wanted, shown in ((column, panel.column), (row, panel.row)):
            same = squeezed(wanted) == squeezed(shown)
            builder.check("panel titles", None if same else f"Panel {place + 1} is titled {shown!r}, not {wanted!r}.")


def prove_footnote(builder: ReportBuilder, resolved: Resolved, drawn: DrawnPlot) -> None:
    """Check what is printed under the axes: what error bars show, and of how many values boxes and violins are.

    An engine may leave it to the caption.
    """
    said = " ".join(sorted(_of_role(drawn, TextRole.NOTE)))
    if said:
        wanted = footnote(resolved.spec, sample_sizes(resolved))
        same = squeezed(wanted) == squeezed(said)
        builder.check("footnote", None if same else f"The footnote says {said!r}; it should say {wanted!r}.")


def _without(shown: set[str], wanted: str, others: Sequence[str]) -> set[str]:
    """The titles of a legend without those that may stand there besides, also joined by commas."""
    parts = {part for text in shown for part in ([text] if text == wanted else text.split(","))}
    return parts - ({squeezed(other) for other in others} - {wanted})


def _of_role(drawn: DrawnPlot, role: TextRole) -> set[str]:
    return {text.text for text in drawn.texts if text.role is role}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in names) or "none"


_PLACE = 1e-6


def prove_annotations(builder: ReportBuilder, expected: Sequence[Reference], drawn: DrawnPanel, where: str) -> None:
    """Compare the annotations of one panel in order."""
    if len(expected) != len(drawn.references):
        builder.wrong(f"{where}{len(drawn.references)} annotations were drawn, and {len(expected)} are asked for.")
        return
    for place, (wanted, shown) in enumerate(zip(expected, drawn.references, strict=True)):
        what = f"{where}annotation {place + 1} ({wanted.kind.value})"
        builder.check("annotations", _fault(wanted, shown, drawn, what))


def _fault(wanted: Reference, shown: DrawnReference, panel: DrawnPanel, what: str) -> str | None:
    if wanted.kind is not shown.kind or wanted.axis != shown.axis:
        return f"{what}: a {shown.kind.value} was drawn instead."
    if not _stands(wanted, shown, panel):
        return f"{what}: drawn at {_said(shown.at)}, and it belongs at {_said(wanted.at) or 'y = x'}."
    if not _says(wanted, shown.text):
        return f"{what}: says {shown.text!r}, and should say {wanted.text or wanted.number!r}."
    return None


def _stands(wanted: Reference, shown: DrawnReference, panel: DrawnPanel) -> bool:
    spans = {"x": _span(panel.x), "y": _span(panel.y)}
    if wanted.kind is ReferenceKind.IDENTITY:
        if len(shown.at) != 4 or shown.at[:2] == shown.at[2:]:  # noqa: PLR2004 - two points
            return False
        return all(abs(x - y) <= _PLACE * max(spans.values()) for x, y in (shown.at[:2], shown.at[2:]))
    axes = ("x", "y") if wanted.kind is ReferenceKind.NOTE else (wanted.axis,) * len(wanted.at)
    return len(wanted.at) == len(shown.at) and all(
        abs(there - here) <= _measure(panel.x if axis == "x" else panel.y).allowed(there)
        for there, here, axis in zip(wanted.at, shown.at, axes, strict=True)
    )


def _says(wanted: Reference, text: str) -> bool:
    if wanted.text and wanted.number is not None and wanted.behind:
        label, number = squeezed(wanted.text), squeezed(text)
        return number.startswith(label) and shows(
            number.removeprefix(label).removeprefix("="), wanted.number, wanted.form
        )
    if wanted.text:
        return squeezed(wanted.text) == squeezed(text)
    if wanted.kind is ReferenceKind.NOTE:
        return wanted.number is not None and shows(text, wanted.number, wanted.form)
    if not text.strip():
        return True
    return wanted.number is not None and mentions(text, wanted.number, wanted.form)


def _measure(axis: DrawnAxis) -> Measure:
    return Measure(extent=_span(axis), scale=axis.scale, temporal=axis.temporal)


def _span(axis: DrawnAxis) -> float:
    return axis.high - axis.low


def _said(at: Sequence[float]) -> str:
    return ", ".join(f"{number:.10g}" for number in at)


_EDGE = 1e-6


class Verdict(Struct, frozen=True, kw_only=True):
    """The proof of a plot, and where the numbers that its engine computed differ from ours."""

    report: FaithfulnessReport
    differences: tuple[Difference, ...] = ()


def verify(spec: PlotSpec, table: Table, drawn: DrawnPlot, computed: Expected | None) -> Verdict:
    """Prove a plot, and compare the numbers that its engine computed before drawing, if it tells them, with ours.

    A plot that is not faithful although the numbers agree was drawn wrongly; numbers that differ are a fault of one of
    the two computations. Raises ``InvalidSpec`` where the spec does not fit the table.
    """
    resolved = resolve(spec, table)
    wanted = expected(resolved)
    measures = extents(resolved, wanted)
    found = () if computed is None else tuple(differences(resolved, wanted, computed, measures))
    return Verdict(report=_proved(resolved, wanted, measures, drawn), differences=found)


def prove(spec: PlotSpec, table: Table, drawn: DrawnPlot) -> FaithfulnessReport:
    """Compare a drawn plot with the data: items, axes, names, titles and annotations.

    Raises ``InvalidSpec`` where the spec does not fit the table. ``pb_core.domain.plots.proof.deviations`` says how far
    numbers may be off and why.
    """
    return verify(spec, table, drawn, None).report


def _proved(resolved: Resolved, wanted: Expected, measures: Sequence[Extents], drawn: DrawnPlot) -> FaithfulnessReport:
    builder = ReportBuilder()
    if len(wanted.panels) != len(drawn.panels):
        builder.wrong(f"{len(drawn.panels)} panels were drawn, the data has {len(wanted.panels)}.")
    for panel, shown, notes in zip(wanted.panels, drawn.panels, references(resolved), strict=False):
        names = [repr(name) for name in (panel.column, panel.row) if name]
        where = f"panel {', '.join(names)}, " if names else ""
        _prove_layers(builder, panel, shown, measures, where)
        prove_annotations(builder, notes, shown, where)
        _prove_inset(builder, resolved.spec.inset, (panel, shown), measures, where)
        prove_risk_table(builder, resolved, shown)
    prove_axes(builder, resolved, wanted, drawn.panels)
    prove_keys(builder, resolved, drawn)
    prove_titles(builder, resolved, titles(resolved), drawn)
    prove_direct_labels(builder, resolved, drawn)
    prove_panel_titles(builder, resolved, drawn.panels)
    prove_footnote(builder, resolved, drawn)
    return builder.report()


def _prove_layers(
    builder: ReportBuilder, panel: Panel, drawn: DrawnPanel, measures: Sequence[Extents], where: str
) -> None:
    found = {(items.layer, items.part): items for items in drawn.items}
    if len(found) < len(drawn.items):
        builder.wrong(f"{where}a layer was read back twice.")
    for wanted in panel.items:
        shown = found.pop((wanted.layer, wanted.part), None)
        if shown is not None and shown.mark is not wanted.mark:
            builder.wrong(f"{where}layer {wanted.layer + 1} was drawn as {shown.mark.value}, not {wanted.mark.value}.")
            continue
        nothing = Items(layer=wanted.layer, mark=wanted.mark, part=wanted.part)
        prove_items(builder, wanted, shown or nothing, measures[wanted.layer], where)
    for extra in found.values():
        if extra.series or extra.x or extra.y:
            builder.wrong(
                f"{where}items of layer {extra.layer + 1} {extra.part} were drawn that the data does not have."
            )


def _prove_inset(
    builder: ReportBuilder,
    inset: Inset | None,
    panel: tuple[Panel, DrawnPanel],
    measures: Sequence[Extents],
    where: str,
) -> None:
    expected, drawn = panel
    if (inset is None) != (drawn.inset is None):
        builder.wrong(f"{where}an inset {'is missing' if inset else 'was drawn that none asked for'}.")
    if inset is None or drawn.inset is None:
        return
    shown = drawn.inset
    ends = [
        (inset.x_min, shown.x.low),
        (inset.x_max, shown.x.high),
        (inset.y_min, shown.y.low),
        (inset.y_max, shown.y.high),
    ]
    for wanted, found in ends:
        if wanted is not None and abs(wanted - found) > _EDGE * max(shown.x.high - shown.x.low, abs(wanted)):
            builder.wrong(f"{where}the inset ends at {found:g}, not {wanted:g}.")
    if (shown.x.reversed, shown.y.reversed) != (drawn.x.reversed, drawn.y.reversed):
        builder.wrong(f"{where}the axes of the inset run another way.")
    small = replace(expected, items=tuple(_unlabelled(items) for items in expected.items))
    shown = replace(shown, items=tuple(_unlabelled(items) for items in shown.items))
    _prove_layers(builder, small, shown, measures, f"{where}inset, ")


def _unlabelled(items: Items) -> Items:
    """The items without the labels beside them, which an inset leaves out."""
    return items if items.mark.traits.words else replace(items, text=())
