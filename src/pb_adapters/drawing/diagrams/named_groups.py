"""Parts of a figure that belong together, drawn in their order: in SVG one group with a name and a title."""

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.patches import PathPatch
from matplotlib.path import Path


class NamedGroup(Artist):
    """Artists in their order; ``name`` is the group's id in SVG, ``title`` what viewers tell of it."""

    def __init__(self, axes: Axes, name: str, title: str = "", zorder: float = 2.0) -> None:
        super().__init__()
        self._axes, self.title = axes, title
        self.parts: list[Artist] = []
        self.set_gid(name)
        self.set_zorder(zorder)
        axes.add_artist(self)
        self.set_clip_on(False)

    def add(self, part: Artist) -> None:
        """Append an artist; it is placed in the axes' units."""
        self._axes._set_artist_props(part)  # type: ignore[attr-defined]  # noqa: SLF001 - what Axes.add_artist does
        part.set_clip_on(False)
        self.parts.append(part)

    def path(self, path: Path, **style: object) -> None:
        """Append a filled or stroked path; the width of its line in points."""
        patch = PathPatch(path, **{"joinstyle": "round", "capstyle": "butt"} | style)
        self.add(patch)

    def draw(self, renderer: RendererBase) -> None:
        """Draw the parts from back to front."""
        renderer.open_group("group", gid=self.get_gid())
        writer = getattr(renderer, "writer", None)
        if writer is not None and self.title:
            writer.element("title", text=self.title)
        for part in self.parts:
            part.draw(renderer)
        renderer.close_group("group")
        self.stale = False
