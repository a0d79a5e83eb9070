"""What stands around the panels, and how much room it takes from each edge of the sheet."""

from pb_adapters.plots import ruler
from pb_adapters.plots.content import Content, Side
from pb_adapters.plots.sides import upright

BAR_WIDTH = 7.0


def top_edge(content: Content) -> float:
    """How far the panels (and their headings) stay from the top of the sheet."""
    theme = content.theme
    top = theme.margin
    if content.title:
        top += ruler.height(title_text(content), theme.title) + theme.gap * 1.2
    if content.legend is not None and content.side == "top":
        top += content.legend.height + theme.gap
    if content.shape == "round":
        top += ruler.height(max(names_around(content), key=lambda text: text.count("\n")), theme.text) + theme.gap
    return top + theme.text * 0.3


def title_text(content: Content) -> str:
    """The title, broken into lines."""
    return ruler.wrapped(content.title, content.theme.title, content.sheet.width - 2 * content.theme.margin, bold=True)


def heading_height(content: Content, row: int = 0) -> float:
    """The height of the panels' own titles; in a grid of two facets only the first row has them."""
    if row and content.frame.panels[0].row:
        return 0.0
    if not any(panel.column for panel in content.frame.panels):
        return 0.0
    room = content.sheet.width * 0.8 / content.frame.columns
    texts = [ruler.wrapped(panel.column, content.theme.text, room, bold=True) for panel in content.frame.panels]
    return max(ruler.height(text, content.theme.text) for text in texts) + content.theme.gap * 0.6


def bottom_edge(content: Content) -> float:
    """How far the labels under the panels stay from the bottom."""
    theme = content.theme
    bottom = theme.margin
    if content.legend is not None and content.side == "bottom":
        bottom += content.legend.height + theme.gap * 1.5
    if content.x.axis.title and content.shape == "plane":
        bottom += ruler.height(x_title_text(content), theme.text) + theme.gap * 0.4
    return bottom


def x_title_text(content: Content) -> str:
    """The title of the x axis, broken into lines."""
    return ruler.wrapped(content.x.axis.title, content.theme.text, content.sheet.width * 0.75)


def left_edge(content: Content) -> float:
    """How far the labels left of the panels stay from the left edge."""
    theme = content.theme
    titled = content.ys[0].axis.title and content.shape == "plane"
    return theme.margin + (ruler.height(y_title_text(content), theme.text) + theme.gap * 0.7 if titled else 0.0)


def y_title_text(content: Content) -> str:
    """The title of the y axis, broken into lines."""
    return ruler.wrapped(content.ys[0].axis.title, content.theme.text, content.sheet.height * 0.72)


def right_edge(content: Content) -> float:
    """How far the panels stay from the right edge, their own labels aside."""
    theme = content.theme
    right = theme.margin + content.direct
    if content.right is not None and content.right.axis.title:
        right += theme.line + theme.gap * 0.7
    if content.legend is not None and content.side == "right":
        right += content.legend.width + theme.gap * 2.5
    if content.bar is not None:
        right += bar_room(content)
    if any(panel.row for panel in content.frame.panels):
        right += theme.line + theme.gap * 0.5
    return right


def bar_room(content: Content) -> float:
    """How much room a colour bar takes with its labels and title."""
    theme = content.theme
    side = bar_side_of(content, content.sheet.height * 0.6)
    title = theme.line + theme.gap * 0.8 if content.bar is not None and content.bar.axis.title else 0.0
    return theme.gap * 2.5 + BAR_WIDTH * theme.scale + theme.tick + theme.gap * 0.6 + side.labels.depth + title


def bar_side_of(content: Content, length: float) -> Side:
    """The ticks of a colour bar of this length."""
    assert content.bar is not None  # noqa: S101 - the callers ask first
    return upright(content.bar, length, content)


def names_around(content: Content) -> list[str]:
    """The names around a radar."""
    return [ruler.wrapped(text, content.theme.text, content.sheet.width * 0.2) for text in content.x.axis.categories]
