"""Encoding finished figures: PNG at an exact pixel size, SVG with its faces inside, PDF with text as text."""

import io

from matplotlib.figure import Figure

from pb_adapters.drawing.shared.embedded_fonts import self_contained
from pb_core.domain.pictures import Picture

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None},
    "pdf": {"CreationDate": None, "ModDate": None},
}


def encode(figure: Figure, kind: str, pixels: tuple[int, int], words: list[tuple[str, bool]]) -> Picture:
    """Return one picture; the same figure always gives the same bytes.

    ``words`` are the lines of text in the figure and whether they are bold.
    """
    buffer = io.BytesIO()
    wide, high = figure.get_size_inches()
    dpi = max(pixels) / max(wide, high)
    if kind == "png":
        figure.set_size_inches((pixels[0] + 0.01) / dpi, (pixels[1] + 0.01) / dpi)
    figure.savefig(buffer, format=kind, dpi=dpi if kind == "png" else 72, metadata=_METADATA[kind])
    figure.set_size_inches(wide, high)
    data = self_contained(buffer.getvalue(), words) if kind == "svg" else buffer.getvalue()
    size = pixels if kind == "png" else (round(wide * 72), round(high * 72))
    return Picture(format=kind, media_type=MEDIA_TYPES[kind], data=data, width=size[0], height=size[1])
