"""What has to find room on a page, the places found for it, and the room that each edge of the page needs."""

from msgspec import Struct

from pb_adapters.drawing.plots.frames.model import Frame
from pb_adapters.drawing.plots.layout.axis_views import View
from pb_adapters.drawing.plots.layout.legends import Block, LegendPlan
from pb_adapters.drawing.plots.layout.tick_labels import Labels, along_x, along_y
from pb_adapters.drawing.plots.layout.ticks import Ticks, linear, texts_of
from pb_adapters.drawing.plots.page import Theme, page_of, sized_page
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.encoding import Page
from pb_core.domain.pictures import PrintSize
from pb_core.domain.plane import Margins, Rect
from pb_core.domain.plots.spec import Format


class Content(Struct, frozen=True, kw_only=True):
    """What has to find room. ``side`` is where the legend stands: ``top``, ``bottom``, ``right``, or inside (``""``).

    ``beside``: the names of a pie's parts stand beside them instead. ``note`` is the footnote. ``blocks`` are what the
    legend says, ``legend_by_lines``: its entries stand in the order of line ends. ``ys`` has one view per panel.
    ``direct`` is the room for names at line ends; ``shape`` is ``plane``, ``round`` (radar), ``pie`` or ``parallel``.
    ``bar`` is the colour bar's view. An axis that no layer uses is not shown. ``floor`` is the least room between the
    panels and the edges of the page, ``size`` that of the page in a sheet.
    """

    page: Page
    theme: Theme
    frame: Frame
    title: str
    x: View
    ys: tuple[View, ...]
    right: View | None = None
    legend: LegendPlan | None = None
    side: str = ""
    blocks: tuple[Block, ...] = ()
    legend_by_lines: bool = False
    direct: float = 0.0
    bar: View | None = None
    shape: str = "plane"
    left_room: float = 0.0
    note: str = ""
    x_used: bool = True
    y_used: bool = True
    floor: Margins = Margins()
    size: PrintSize | None = None

    @property
    def rows(self) -> int:
        """The number of rows of panels."""
        return -(-len(self.frame.panels) // self.frame.columns)


def free_page(content: Content, natural: float) -> Page:
    """The page of about the natural height in points, where that is free."""
    return page_of(content.theme, None, natural) if content.size is None else sized_page(content.size, natural)


class AxisTicks(Struct, frozen=True, kw_only=True):
    """The ticks of one axis of one panel and their labels; ``shown`` is false where an outer panel has them."""

    ticks: Ticks
    labels: Labels
    shown: bool = True


class PanelPlace(Struct, frozen=True, kw_only=True):
    """One panel: its rectangle and its axes."""

    rect: Rect
    x: AxisTicks
    y: AxisTicks
    right: AxisTicks | None = None


class Layout(Struct, frozen=True, kw_only=True):
    """The places of everything, in points from the top left.

    ``title`` is the broken title's text and top. ``x_title`` and the others are broken texts, ``..._at`` their
    centres. ``legend`` is its top left corner, ``bar`` the rectangle of the colour bar, ``risk_at`` the top left corner
    of the numbers at risk.
    """

    panels: tuple[PanelPlace, ...]
    title: str
    title_top: float
    x_title: str
    x_title_at: tuple[float, float]
    y_title: str
    y_title_at: tuple[float, float]
    right_title: str
    right_title_at: tuple[float, float]
    legend: tuple[float, float] | None
    bar: Rect | None
    colorbar_ticks: AxisTicks | None
    bar_title: str = ""
    bar_title_at: tuple[float, float] = (0.0, 0.0)
    risk_at: tuple[float, float] = (0.0, 0.0)
    repairs: tuple[str, ...] = ()


_DEEP, _WIDE = 0.4, 0.36  # of the page: the most that category names may take
_MOST_TICKS = 5  # between ticks of an axis: it has six at most


def sideways(view: View, length: float, content: Content, *, shown: bool = True) -> AxisTicks:
    """The ticks of an x axis of this length, as many as their labels leave room for."""
    theme, discrete = content.theme, view.axis.discrete
    for most in range(max(min(int(length / (theme.text * 3.0)), _MOST_TICKS), 2), 1, -1):
        ticks = view.ticks(most)
        places = tuple(across(view, at, content) * length for at in ticks.at)
        deep = content.page.height * _DEEP
        labels = along_x(ticks, places, length, theme, discrete=discrete, deep=deep)
        if labels.fits or discrete:
            break
    return AxisTicks(ticks=ticks, labels=labels, shown=shown)


def across(view: View, at: float, content: Content) -> float:
    """Where a value stands along the x axis, 0 to 1."""
    if content.shape == "parallel":
        return at / max(len(view.axis.categories) - 1, 1)
    return view.share(at)


def upright(view: View, length: float, content: Content, *, shown: bool = True) -> AxisTicks:
    """The ticks of a y axis of this length."""
    theme = content.theme
    ticks = view.ticks(max(min(int(length / (theme.text * 2.4)), _MOST_TICKS), 2))
    places = tuple(_place(view, at) * length for at in ticks.at)
    labels = along_y(ticks, places, theme, discrete=view.axis.discrete, wide=content.page.width * _WIDE)
    return AxisTicks(ticks=ticks, labels=labels, shown=shown)


def _place(view: View, at: float) -> float:
    return 1 - view.share(at) if view.axis.discrete else view.share(at)


BAR_WIDTH = 7.0


def top_edge(content: Content) -> float:
    """How far the panels (and their headings) stay from the top of the page."""
    theme = content.theme
    top = theme.margin
    if content.title:
        top += text_metrics.block_height(title_text(content), theme.title) + theme.gap * 1.2
    if content.legend is not None and content.side == "top":
        top += content.legend.height + theme.gap
    if content.shape == "round":
        top += (
            text_metrics.block_height(max(names_around(content), key=lambda text: text.count("\n")), theme.text)
            + theme.gap
        )
    return top + theme.text * 0.3


def title_text(content: Content) -> str:
    """The title, broken into lines."""
    return text_metrics.wrapped(
        content.title, content.theme.title, content.page.width - 2 * content.theme.margin, bold=True
    )


def heading_height(content: Content, row: int = 0) -> float:
    """The height of the panels' own titles; in a grid of two facets only the first row has them."""
    if row and content.frame.panels[0].row:
        return 0.0
    if not any(panel.column for panel in content.frame.panels):
        return 0.0
    room = content.page.width * 0.8 / content.frame.columns
    texts = [text_metrics.wrapped(panel.column, content.theme.label, room, bold=True) for panel in content.frame.panels]
    return max(text_metrics.block_height(text, content.theme.label) for text in texts) + content.theme.gap * 0.6


def bottom_edge(content: Content) -> float:
    """How far the labels under the panels stay from the bottom."""
    theme = content.theme
    bottom = theme.margin + note_room(content)
    if content.legend is not None and content.side == "bottom":
        bottom += content.legend.height + theme.gap * 1.5
    if content.x.axis.title and content.shape == "plane":
        bottom += text_metrics.block_height(x_title_text(content), theme.label) + theme.gap * 0.4
    if not content.x_used and content.y_used and content.shape == "plane":
        bottom += theme.line / 2  # no labels of x keep the lowest one of y off the edge
    return bottom


def note_text(content: Content) -> str:
    """The footnote, broken into lines."""
    return text_metrics.wrapped(content.note, content.theme.text, content.page.width - 2 * content.theme.margin)


def note_room(content: Content) -> float:
    """How much room the footnote takes at the bottom of the page."""
    if not content.note:
        return 0.0
    return text_metrics.block_height(note_text(content), content.theme.text) + content.theme.gap


def x_title_text(content: Content) -> str:
    """The title of the x axis, broken into lines."""
    return text_metrics.wrapped(content.x.axis.title, content.theme.label, content.page.width * 0.75)


def left_edge(content: Content) -> float:
    """How far the labels left of the panels stay from the left edge."""
    theme = content.theme
    titled = content.ys[0].axis.title and content.shape == "plane"
    return theme.margin + (
        text_metrics.block_height(y_title_text(content), theme.label) + theme.gap * 0.7 if titled else 0.0
    )


def y_title_text(content: Content) -> str:
    """The title of the y axis, broken into lines."""
    return text_metrics.wrapped(content.ys[0].axis.title, content.theme.label, content.page.height * 0.72)


def right_edge(content: Content) -> float:
    """How far the panels stay from the right edge, their own labels aside."""
    theme = content.theme
    right = theme.margin + content.direct
    if content.right is not None and content.right.axis.title:
        right += theme.label * 1.2 + theme.gap * 0.7
    if content.legend is not None and content.side == "right":
        right += content.legend.width + theme.gap * 2.5
    if content.bar is not None:
        right += bar_room(content)
    if any(panel.row for panel in content.frame.panels):
        right += theme.label * 1.2 + theme.gap * 0.5
    return right


def bar_room(content: Content) -> float:
    """How much room a colour bar takes with its labels and title."""
    theme = content.theme
    side = colorbar_ticks_of(content, content.page.height * 0.6)
    title = theme.label * 1.2 + theme.gap * 0.8 if content.bar is not None and content.bar.axis.title else 0.0
    return theme.gap * 2.5 + BAR_WIDTH * theme.scale + theme.tick + theme.gap * 0.6 + side.labels.depth + title


def colorbar_ticks_of(content: Content, length: float) -> AxisTicks:
    """The ticks of a colour bar of this length."""
    assert content.bar is not None  # noqa: S101 - the callers ask first
    return upright(content.bar, length, content)


def names_around(content: Content) -> list[str]:
    """The names around a radar."""
    return [
        text_metrics.wrapped(text, content.theme.text, content.page.width * 0.2) for text in content.x.axis.categories
    ]


LEADER = 7.0  # points


# --- names at line ends -------------------------------------------------------------------------


def direct_room(names: tuple[str, ...], theme: Theme) -> float:
    """The room that names at line ends need to the right of the panel."""
    return LEADER * theme.scale + theme.gap + max(text_metrics.block_width(name, theme.text) for name in names)


_MOST = 3


def span_ticks(span: tuple[float, float], form: Format) -> Ticks:
    """The ticks of one axis, which runs from the smallest to the largest value of its category."""
    low, high = span
    at = linear(low, high, _MOST) if high > low else (low,)
    return Ticks(at=at, texts=texts_of(at, form))


def left_room(frame: Frame, theme: Theme) -> float:
    """The room that the first axis' labels need to its left."""
    texts = span_ticks(frame.spans[0], frame.y.format).texts if frame.spans else ()
    return max((text_metrics.block_width(text, theme.text) for text in texts), default=0.0) + theme.gap * 1.8
