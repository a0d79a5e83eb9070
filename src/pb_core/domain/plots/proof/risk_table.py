"""The numbers at risk under the x axis: one for each series and tick, each what the data says."""

from collections.abc import Sequence

from pb_core.domain.plots.drawn import DrawnCount, DrawnPanel
from pb_core.domain.plots.faithfulness import ReportBuilder
from pb_core.domain.plots.label_text import shows, squeezed
from pb_core.domain.plots.resolved_plot import Resolved
from pb_core.domain.plots.risk_table import RiskRow, risk_rows
from pb_core.domain.plots.spec import Format

_BESIDE = 1e-3  # of the axis: texts hold their places in points


def prove_risk_table(builder: ReportBuilder, resolved: Resolved, drawn: DrawnPanel) -> None:
    """Compare the numbers with those of the data at the ticks above them."""
    table = resolved.spec.risk_table
    if table is None:
        if drawn.at_risk:
            builder.wrong("Numbers at risk were drawn that none asked for.")
        return
    rows = risk_rows(resolved, table)
    ticks = [tick.position for tick in drawn.x.ticks if tick.text.strip()]
    strangers = {squeezed(count.series) for count in drawn.at_risk} - {squeezed(row.series) for row in rows}
    if strangers:
        builder.wrong(f"Numbers at risk were drawn for {', '.join(sorted(map(repr, strangers)))}, which is no series.")
    if len(drawn.at_risk) != len(rows) * len(ticks):
        builder.wrong(f"{len(drawn.at_risk)} numbers at risk were drawn; {len(rows) * len(ticks)} are due.")
    reach = _BESIDE * (drawn.x.high - drawn.x.low)
    for row in rows:
        own = [count for count in drawn.at_risk if squeezed(count.series) == squeezed(row.series)]
        for tick in ticks:
            builder.check("numbers at risk", _fault(row, tick, [c for c in own if abs(c.at - tick) <= reach]))


def _fault(row: RiskRow, tick: float, shown: Sequence[DrawnCount]) -> str | None:
    wanted = row.at(tick)
    if len(shown) == 1 and shows(shown[0].text, wanted, Format()):
        return None
    said = ", ".join(repr(count.text) for count in shown) or "nothing"
    who = f" of {row.series!r}" if row.series else ""
    return f"The number at risk{who} at {tick:g} is drawn as {said}; the data says {wanted:g}."
