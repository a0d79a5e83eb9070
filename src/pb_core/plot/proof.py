"""The proof: a finished plot, read back from its artists, against what the caller's data says.

Everything that an artist holds is compared, whether it lies within view or not: items beyond a fixed end of an axis
and those in the gap of a broken one keep their data, and an inset shows all items of its panel again, without labels.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from pb_core.plot.drawn import DrawnPanel, DrawnPlot
from pb_core.plot.expecting import expect, expected
from pb_core.plot.expecting.references import references
from pb_core.plot.expecting.resolved import resolve
from pb_core.plot.expecting.titles import titles
from pb_core.plot.faithfulness import FaithfulnessReport
from pb_core.plot.grammar import Inset, MarkType, PlotSpec
from pb_core.plot.items import Items, Panel
from pb_core.plot.proving.annotations import prove_annotations
from pb_core.plot.proving.axes import prove_axes
from pb_core.plot.proving.extents import Extents, extents
from pb_core.plot.proving.ledger import Ledger
from pb_core.plot.proving.names import prove_keys, prove_panel_titles, prove_titles
from pb_core.plot.proving.showing import prove_items
from pb_core.tables.table import Table

__all__ = ["expect", "prove"]

_EDGE = 1e-6


def prove(spec: PlotSpec, table: Table, drawn: DrawnPlot) -> FaithfulnessReport:
    """Compare a drawn plot with the data: items, axes, names, titles and annotations.

    Raises ``InvalidSpec`` where the spec does not fit the table. ``pb_core.plot.proving.measures`` says how far
    numbers may be off and why.
    """
    resolved = resolve(spec, table)
    wanted = expected(resolved)
    ledger = Ledger()
    if len(wanted.panels) != len(drawn.panels):
        ledger.wrong(f"{len(drawn.panels)} panels were drawn, the data has {len(wanted.panels)}.")
    measures = extents(resolved, wanted)
    for panel, shown, notes in zip(wanted.panels, drawn.panels, references(resolved), strict=False):
        names = [repr(name) for name in (panel.column, panel.row) if name]
        where = f"panel {', '.join(names)}, " if names else ""
        _prove_layers(ledger, panel, shown, measures, where)
        prove_annotations(ledger, notes, shown, where)
        _prove_inset(ledger, spec.inset, (panel, shown), measures, where)
    prove_axes(ledger, resolved, wanted, drawn.panels)
    prove_keys(ledger, resolved, drawn)
    prove_titles(ledger, resolved, titles(resolved), drawn)
    prove_panel_titles(ledger, resolved, drawn.panels)
    return ledger.report()


def _prove_layers(ledger: Ledger, panel: Panel, drawn: DrawnPanel, measures: Sequence[Extents], where: str) -> None:
    found = {(items.layer, items.part): items for items in drawn.items}
    if len(found) < len(drawn.items):
        ledger.wrong(f"{where}a layer was read back twice.")
    for wanted in panel.items:
        shown = found.pop((wanted.layer, wanted.part), None)
        if shown is not None and shown.mark is not wanted.mark:
            ledger.wrong(f"{where}layer {wanted.layer + 1} was drawn as {shown.mark.value}, not {wanted.mark.value}.")
            continue
        nothing = Items(layer=wanted.layer, mark=wanted.mark, part=wanted.part)
        prove_items(ledger, wanted, shown or nothing, measures[wanted.layer], where)
    for extra in found.values():
        if extra.series or extra.x or extra.y:
            ledger.wrong(
                f"{where}items of layer {extra.layer + 1} {extra.part} were drawn that the data does not have."
            )


def _prove_inset(
    ledger: Ledger, inset: Inset | None, panel: tuple[Panel, DrawnPanel], measures: Sequence[Extents], where: str
) -> None:
    expected, drawn = panel
    if (inset is None) != (drawn.inset is None):
        ledger.wrong(f"{where}an inset {'is missing' if inset else 'was drawn that none asked for'}.")
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
            ledger.wrong(f"{where}the inset ends at {found:g}, not {wanted:g}.")
    if (shown.x.reversed, shown.y.reversed) != (drawn.x.reversed, drawn.y.reversed):
        ledger.wrong(f"{where}the axes of the inset run another way.")
    small = replace(expected, items=tuple(_unlabelled(items) for items in expected.items))
    shown = replace(shown, items=tuple(_unlabelled(items) for items in shown.items))
    _prove_layers(ledger, small, shown, measures, f"{where}inset, ")


def _unlabelled(items: Items) -> Items:
    """The items without the labels beside them, which an inset leaves out."""
    return items if items.mark is MarkType.TEXT else replace(items, text=())
