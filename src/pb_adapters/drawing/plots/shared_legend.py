"""A legend alone, for several plots of a sheet that share it: drawn from their keys, and read back from its artists."""

from matplotlib.text import Text

from pb_adapters.drawing.plots.layout.legends import Block, Entry, arranged, draw_legend
from pb_adapters.drawing.plots.page import theme_in
from pb_adapters.drawing.plots.readback import drawn_key, keys_of
from pb_adapters.drawing.plots.style import Key
from pb_adapters.drawing.shared.encoding import Page, encode
from pb_adapters.drawing.shared.installed_typefaces import cannot_be_set, refusal_of
from pb_adapters.drawing.shared.palettes import PAPER
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.drawing.shared.typefaces import SEMIBOLD, shapes_for
from pb_core.domain.plots.drawn import DrawnKey
from pb_core.errors import CannotDraw
from pb_core.ports.plots import LegendReply, LegendRequest, PlotFrame

_EDGE = 1.5  # points around everything, so that no stroke is cut
_SPARE = 0.04  # of the width on either side: viewers that use other faces set wider letters


def draw_alone(request: LegendRequest) -> LegendReply:
    """Draw a legend in every format asked for, as wide as it needs; the same request always gives the same bytes.

    Raises:
        CannotDraw: there is no key, or a letter that no face has.
    """
    if not request.keys:
        raise CannotDraw("a legend without entries cannot be drawn")
    texts = [request.title, *(key.series for key in request.keys)]
    missing = next((char for text in texts for char in text if cannot_be_set(char)), None)
    if missing:
        raise CannotDraw(refusal_of(missing))
    with shapes_for(" ".join(texts)), settings():
        return _drawn(request)


def _drawn(request: LegendRequest) -> LegendReply:
    theme = theme_in(PlotFrame(size=request.size, text=request.text))
    block = Block(title=request.title, entries=tuple(map(_entry, request.keys)))
    plan = arranged((block,), theme, theme.width - 2 * _EDGE, rows=True)
    width = min((1 + 2 * _SPARE) * plan.width + 2 * _EDGE, max(theme.width, plan.width + 2 * _EDGE))
    height = plan.height + 2 * _EDGE
    scale = request.size.resolution / 72
    page = Page(width=width, height=height, pixels=(max(1, round(width * scale)), max(1, round(height * scale))))
    figure = page.new_figure(PAPER)
    legend = draw_legend(figure, plan, (width - plan.width) / 2, _EDGE, theme)
    words = [(line, _is_bold(drawn.text)) for drawn in legend for line in drawn.text.get_text().split("\n")]
    pictures = tuple(encode(figure, page, kind, words) for kind in request.formats)
    return LegendReply(pictures=pictures, width=width, height=height, keys=tuple(map(drawn_key, keys_of(legend))))


def _entry(key: DrawnKey) -> Entry:
    look = Key(series=key.series, color=key.color, marker=key.marker, dash=key.dash or "solid", hatch=key.hatch)
    is_patch = not key.dash and not key.marker
    return Entry(text=key.series, key=look, patch=is_patch, line=bool(key.dash), dot=bool(key.marker))


def _is_bold(text: Text) -> bool:
    return text.get_fontfamily()[0] == SEMIBOLD
