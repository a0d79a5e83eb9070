"""What a plot must show, computed from the caller's table alone."""

from pb_core.plot.expecting.resolved import Resolved, panel_rows, resolve
from pb_core.plot.expecting.showing import simple_items
from pb_core.plot.expecting.summing import summary_items
from pb_core.plot.expecting.titles import titles
from pb_core.plot.grammar import PlotSpec
from pb_core.plot.items import Expected, Items, Panel
from pb_core.plot.layering.bases import SUMMARIES
from pb_core.tables.table import Table


def expect(spec: PlotSpec, table: Table) -> Expected:
    """What the plot must show, panel by panel; raises ``InvalidSpec`` where the spec does not fit the table."""
    return expected(resolve(spec, table))


def expected(resolved: Resolved) -> Expected:
    """What a settled plot must show."""
    items: list[list[Items]] = [[] for _ in resolved.panels]
    for layer in resolved.layers:
        for place, rows in enumerate(panel_rows(resolved, layer).values()):
            if layer.layer.mark.type in SUMMARIES:
                items[place] += summary_items(resolved, layer, rows)
            else:
                items[place].append(simple_items(resolved, layer, rows))
    return Expected(
        panels=tuple(
            Panel(column=column, row=row, x=resolved.x, y=resolved.y, items=tuple(shown))
            for (column, row), shown in zip(resolved.panels, items, strict=True)
        ),
        series=resolved.series if resolved.legend else (),
        words=titles(resolved).words,
    )
