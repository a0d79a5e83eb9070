"""Pictograms placed into rectangles, as paths in their colours."""

from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from msgspec import Struct

from pb_adapters.drawing.diagrams.figure_parts import Outline, Pictogram, Stroke
from pb_adapters.drawing.diagrams.glyph_outlines import FILL
from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS, extent
from pb_adapters.drawing.shared.palettes import mixed
from pb_core.domain.plane import Rect

STROKE = 0.8  # points at print size
_SHADED = frozenset({"vector", "matrix"})  # whose shades are values
_DASHES = (1.6, 1.4)


class GlyphStyle(Struct, frozen=True, kw_only=True):
    """The colours of a pictogram, and its stroke in points; ``fill`` is the shade of filled bodies."""

    hue: str
    paper: str = "#ffffff"
    fill: float = FILL
    stroke: float = STROKE


def pictogram(name: str, rect: Rect, style: GlyphStyle) -> Pictogram:
    """A pictogram as large as fits into ``rect`` and centred; ``KeyError`` for an unknown one."""
    outlines = []
    for part in GLYPHS[name]:
        share = style.fill if part.shade == FILL and name not in _SHADED else part.shade
        stroke = Stroke(
            colour=style.hue,
            width=part.weight * style.stroke,
            dashes=_DASHES if part.dashed else (),
            is_round=not part.dashed,
        )
        outlines.append(
            Outline(
                path=_placed(part.path, name, rect),
                fill=None if share is None else mixed(share, style.hue, style.paper),
                stroke=stroke if part.weight else None,
            )
        )
    return Pictogram(name=name, rect=rect, outlines=tuple(outlines))


def _placed(path: Path, name: str, rect: Rect) -> Path:
    covered = extent(name)
    scale = min(rect.width / covered.width, rect.height / covered.height)
    left = rect.x + (rect.width - covered.width * scale) / 2 - covered.x * scale
    top = rect.y + (rect.height - covered.height * scale) / 2 - covered.y * scale
    return path.transformed(Affine2D().scale(scale).translate(left, top))
