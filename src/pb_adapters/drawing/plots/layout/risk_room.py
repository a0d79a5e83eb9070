"""The room that numbers at risk take: lines under the x axis, and the names of their rows to the left of it."""

from pb_adapters.drawing.plots.frames.model import FrameRisk
from pb_adapters.drawing.plots.layout.margins import Content, PanelPlace, across
from pb_adapters.drawing.plots.page import Theme
from pb_adapters.drawing.shared import text_metrics
from pb_core.domain.plots.label_text import number_text
from pb_core.domain.plots.spec import Format

_WIDEST = 0.3  # of the page: the most that names of rows may take


def row_names(risk: FrameRisk, theme: Theme, width: float) -> tuple[str, ...]:
    """The names of the rows, broken into lines where they are long for a page of this width."""
    return tuple(text_metrics.wrapped(row.series, theme.text, width * _WIDEST) for row in risk.rows)


def risk_height(content: Content) -> float:
    """The height of the table with the gap above it; 0 without one."""
    risk, theme = content.frame.risk, content.theme
    if risk is None:
        return 0.0
    names = row_names(risk, theme, content.page.width)
    return title_height(risk, theme) + sum(row_height(name, theme) for name in names) + theme.gap * 1.2


def title_height(risk: FrameRisk, theme: Theme) -> float:
    """The height of the title over the rows."""
    return theme.line * 1.1 if risk.title else 0.0


def row_height(name: str, theme: Theme) -> float:
    """The height of a row with this name."""
    return max(text_metrics.block_height(name, theme.text), theme.line)


def numbers_of(risk: FrameRisk, at: tuple[float, ...]) -> list[list[str]]:
    """The texts of the numbers under ticks, row by row."""
    return [[number_text(row.at(place), Format()) for place in at] for row in risk.rows]


def risk_reach(content: Content, place: PanelPlace) -> tuple[float, float]:
    """How far the table reaches to the left and to the right of the panel, in points."""
    risk, theme = content.frame.risk, content.theme
    if risk is None or not place.x.labels.at:
        return 0.0, 0.0
    at = place.x.labels.at
    rows = numbers_of(risk, at)
    ends = [max(text_metrics.block_width(row[end], theme.text) for row in rows) / 2 for end in (0, -1)]
    first, last = (across(content.x, at[end], content) * place.rect.width for end in (0, -1))
    names = max(text_metrics.block_width(name, theme.text) for name in row_names(risk, theme, content.page.width))
    gap = theme.gap * 2 if names else 0.0
    return names + gap + ends[0] - first, last + ends[1] - place.rect.width
