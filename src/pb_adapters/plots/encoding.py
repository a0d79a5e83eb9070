"""Encoding one finished figure: PNG at an exact pixel size, SVG with its faces inside, PDF with type 42 faces."""

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from pb_adapters.plots.sheets import Sheet
from pb_adapters.typefaces.embedding import self_contained
from pb_core.ports.images import Picture

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_METADATA: dict[str, dict[str, None]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None, "ModDate": None}}
_RUN_LENGTHS = 3  # zlib's strategy for long runs of equal bytes, which plots are made of: faster, and as small


def encode(figure: Figure, sheet: Sheet, kind: str, words: list[tuple[str, bool]]) -> Picture:
    """One picture; the same figure always gives the same bytes. ``words`` are its lines of text and whether bold."""
    if kind == "png":
        return _png(figure)
    buffer, size = io.BytesIO(), figure.get_size_inches()
    figure.set_size_inches(sheet.width / 72, sheet.height / 72)
    figure.savefig(buffer, format=kind, dpi=72, metadata=_METADATA[kind])
    figure.set_size_inches(*size)
    data = self_contained(buffer.getvalue(), words) if kind == "svg" else buffer.getvalue()
    wide, high = round(sheet.width), round(sheet.height)
    return Picture(format=kind, media_type=MEDIA_TYPES[kind], data=data, width=wide, height=high)


def _png(figure: Figure) -> Picture:
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)  # noqa: S101 - new_figure made it
    canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib has not annotated it
    size = canvas.get_width_height(physical=True)
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]  # matplotlib has not annotated it
    image = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")  # paper is opaque
    buffer = io.BytesIO()
    image.save(buffer, "png", compress_level=1, compress_type=_RUN_LENGTHS, dpi=(figure.dpi, figure.dpi))
    return Picture(
        format="png", media_type=MEDIA_TYPES["png"], data=buffer.getvalue(), width=image.width, height=image.height
    )
