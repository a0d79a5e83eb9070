"""Encoding finished figures: PNG at an exact pixel size, SVG with its faces inside, PDF with text as text."""

import io
from fractions import Fraction

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from msgspec import Struct
from PIL import Image

from pb_adapters.drawing.shared.embedded_fonts import self_contained
from pb_core.domain.pictures import MEDIA_TYPES, Picture
from pb_core.errors import CannotDraw

_METADATA: dict[str, dict[str, None]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None, "ModDate": None}}
_RUN_LENGTHS = 3  # zlib's strategy for long runs of equal bytes, which figures are made of: faster, and as small
_HALF = 0.01  # pixels added so that truncation keeps the exact size


def ratio_of(text: str | None, extremes: tuple[Fraction, Fraction]) -> Fraction | None:
    """The ratio that ``W:H`` states; ``None`` for ``auto`` and ``None``.

    Raises:
        CannotDraw: the text is not a ratio, or one beyond the extremes, which leaves no room for text.
    """
    if text is None or text == "auto":
        return None
    wide, _, high = text.partition(":")
    if not (wide.isascii() and wide.isdigit() and high.isascii() and high.isdigit() and int(wide) and int(high)):
        raise CannotDraw(f"'{text[:20]}' is not an aspect ratio")
    ratio = Fraction(int(wide), int(high))
    if not extremes[0] <= ratio <= extremes[1]:
        raise CannotDraw(f"the aspect ratio {text} is too extreme for text to be legible")
    return ratio


class Page(Struct, frozen=True, kw_only=True):
    """Width and height in points at print size, and in pixels."""

    width: float
    height: float
    pixels: tuple[int, int]

    @property
    def dpi(self) -> float:
        """Pixels per inch."""
        return self.pixels[0] / self.width * 72

    def new_figure(self, color: str) -> Figure:
        """An empty figure that draws exactly the page's pixels."""
        wide, high = ((pixels + _HALF) / self.dpi for pixels in self.pixels)
        figure = Figure(figsize=(wide, high), dpi=self.dpi, facecolor=color)
        FigureCanvasAgg(figure)
        return figure


def encode(figure: Figure, page: Page, kind: str, words: list[tuple[str, bool]]) -> Picture:
    """One picture of a figure of the page; the same figure always gives the same bytes.

    ``words`` are its lines of text and whether they are bold.
    """
    if kind == "png":
        return _png(figure)
    buffer, size = io.BytesIO(), figure.get_size_inches()
    figure.set_size_inches(page.width / 72, page.height / 72)
    figure.savefig(buffer, format=kind, dpi=72, metadata=_METADATA[kind])
    figure.set_size_inches(*size)
    data = self_contained(buffer.getvalue(), words) if kind == "svg" else buffer.getvalue()
    wide, high = round(page.width), round(page.height)
    return Picture(format=kind, media_type=MEDIA_TYPES[kind], data=data, width=wide, height=high)


def _png(figure: Figure) -> Picture:
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)  # noqa: S101 - Page.new_figure made it
    canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib has not annotated it
    size = canvas.get_width_height(physical=True)
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]  # matplotlib has not annotated it
    image = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")  # paper is opaque
    buffer = io.BytesIO()
    image.save(buffer, "png", compress_level=1, compress_type=_RUN_LENGTHS, dpi=(figure.dpi, figure.dpi))
    return Picture(
        format="png", media_type=MEDIA_TYPES["png"], data=buffer.getvalue(), width=image.width, height=image.height
    )
