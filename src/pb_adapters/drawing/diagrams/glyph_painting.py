"""Pictograms painted into rectangles with matplotlib, as vector paths in the group of their element."""

from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from msgspec import Struct

from pb_adapters.drawing.diagrams.glyph_outlines import FILL
from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS, extent
from pb_adapters.drawing.diagrams.named_groups import NamedGroup
from pb_adapters.drawing.shared.palettes import mixed
from pb_core.domain.plane import Rect

STROKE = 0.8  # points at print size
_SHADED = frozenset({"vector", "matrix"})  # whose shades are values
_DASHES = (0, (1.6, 1.4))


class GlyphStyle(Struct, frozen=True, kw_only=True):
    """The colours of a pictogram, and its stroke in points; ``fill`` is the shade of filled bodies."""

    hue: str
    paper: str = "#ffffff"
    fill: float = FILL
    stroke: float = STROKE


def add_glyph(group: NamedGroup, name: str, rect: Rect, style: GlyphStyle) -> None:
    """Paint a pictogram into a group, as large as fits into ``rect`` and centred; ``KeyError`` for an unknown one."""
    for part in GLYPHS[name]:
        share = style.fill if part.shade == FILL and name not in _SHADED else part.shade
        group.path(
            _placed(part.path, name, rect),
            facecolor="none" if share is None else mixed(share, style.hue, style.paper),
            edgecolor=style.hue if part.weight else "none",
            linewidth=part.weight * style.stroke,
            linestyle=_DASHES if part.dashed else "solid",
            capstyle="butt" if part.dashed else "round",
        )


def _placed(path: Path, name: str, rect: Rect) -> Path:
    covered = extent(name)
    scale = min(rect.width / covered.width, rect.height / covered.height)
    left = rect.x + (rect.width - covered.width * scale) / 2 - covered.x * scale
    top = rect.y + (rect.height - covered.height * scale) / 2 - covered.y * scale
    return path.transformed(Affine2D().scale(scale).translate(left, top))
