"""Pictograms painted into rectangles with matplotlib: vectors, in one named group each."""

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from msgspec import Struct

from pb_adapters.drawing.diagrams.glyph_outlines import Part
from pb_adapters.drawing.diagrams.glyph_paths import GLYPHS, extent
from pb_core.domain.plane import Rect

STROKE = 0.8  # points at print size
_DASHES = (0, (1.6, 1.4))


class GlyphArtist(Artist):
    """The parts of one pictogram, drawn as one group that carries its name."""

    def __init__(self, parts: list[PathPatch], name: str, zorder: float) -> None:
        super().__init__()
        self.parts = parts
        self.set_gid(name)
        self.set_zorder(zorder)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the parts from back to front."""
        renderer.open_group("glyph", gid=self.get_gid())
        for part in self.parts:
            part.draw(renderer)
        renderer.close_group("glyph")
        self.stale = False


class GlyphStyle(Struct, frozen=True, kw_only=True):
    """The colours of a pictogram, and its stroke in points."""

    hue: str
    paper: str = "#ffffff"
    stroke: float = STROKE


def paint_glyph(
    axes: Axes, name: str, rect: Rect, style: GlyphStyle, *, gid: str = "", zorder: float = 2.0
) -> GlyphArtist:
    """Paint a pictogram as large as fits into ``rect``, centred, and return what was added.

    ``gid`` names its group in vector formats (default: the pictogram's name). ``KeyError`` for an unknown pictogram.
    """
    parts = [_patch(part, _placed(part.path, name, rect), style) for part in GLYPHS[name]]
    for patch in parts:
        axes._set_artist_props(patch)  # type: ignore[attr-defined]  # noqa: SLF001 - what add_patch does
        patch.set_clip_on(False)
    artist = GlyphArtist(parts, gid or name, zorder)
    axes.add_artist(artist)
    artist.set_clip_on(False)
    return artist


def shade(share: float, hue: str, paper: str = "#ffffff") -> str:
    """The colour of ``share`` of a hue on paper."""
    red, green, blue = (share * a + (1 - share) * b for a, b in zip(to_rgb(hue), to_rgb(paper), strict=True))
    return to_hex((red, green, blue))


def _placed(path: Path, name: str, rect: Rect) -> Path:
    covered = extent(name)
    scale = min(rect.width / covered.width, rect.height / covered.height)
    left = rect.x + (rect.width - covered.width * scale) / 2 - covered.x * scale
    top = rect.y + (rect.height - covered.height * scale) / 2 - covered.y * scale
    return path.transformed(Affine2D().scale(scale).translate(left, top))


def _patch(part: Part, path: Path, style: GlyphStyle) -> PathPatch:
    return PathPatch(
        path,
        facecolor="none" if part.shade is None else shade(part.shade, style.hue, style.paper),
        edgecolor=style.hue if part.weight else "none",
        linewidth=part.weight * style.stroke,
        linestyle=_DASHES if part.dashed else "solid",
        joinstyle="round",
        capstyle="butt" if part.dashed else "round",
    )
