"""Texts at items: literal words, their colour on a ground, their size in points, and reading them back."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text

from pb_adapters.plots.frames.model import Floats
from pb_adapters.plots.look import Look
from pb_adapters.plots.marks.reading import same, shown
from pb_adapters.plots.palettes import INK, PAPER
from pb_adapters.plots.ruler import height, width
from pb_adapters.typefaces.fonts import is_math
from pb_core.plot.colours import contrast
from pb_core.plot.layout_checks import MIN_CONTRAST

BLACK = "#000000"
LABEL_DEPTH = 6.0  # above every mark


def label(  # noqa: PLR0913 - a text in its surroundings
    axes: Axes,
    look: Look,
    text: str,
    xy: tuple[float, float],
    offset: tuple[float, float] = (0.0, 0.0),
    *,
    align: tuple[str, str] = ("center", "center"),
    color: str = INK,
    turned: bool = False,
) -> Annotation:
    """A text ``offset`` points away from a place in data units; ``align`` is horizontal, vertical.

    It may reach out of the axes, but is not drawn where its place lies beyond them (on the other side of a break).
    """
    annotation = Annotation(
        text,
        xy=xy,
        xytext=offset,
        textcoords="offset points",
        ha=align[0],
        va=align[1],
        color=color,
        fontsize=look.text_size,
        rotation=90 if turned else 0,
        parse_math=look.mathematics and is_math(text),
        zorder=LABEL_DEPTH,
    )
    axes.add_artist(annotation)
    annotation.set_clip_on(False)
    return annotation


def size_of(text: str, look: Look) -> tuple[float, float]:
    """The width and height of a text in points."""
    return width(text, look.text_size, formula=look.mathematics), height(text, look.text_size)


def ink_on(ground: str) -> str:
    """The text colour that reads well on a ground: ink, paper, or black on those in between."""
    return next((ink for ink in (INK, PAPER) if contrast(ink, ground) >= MIN_CONTRAST), BLACK)


def points_per_pixel(axes: Axes) -> float:
    """How many points one pixel of the axes' figure is."""
    return 72.0 / float(axes.get_figure(root=True).dpi)  # type: ignore[union-attr]  # painted axes have a figure


def in_points(axes: Axes, xy: Floats) -> Floats:
    """Data positions (n, 2) in points from the figure's lower left corner."""
    return np.asarray(axes.transData.transform(xy), dtype=np.float64) * points_per_pixel(axes)


def frame_in_points(axes: Axes) -> tuple[float, float, float, float]:
    """The axes' own rectangle in points: left, bottom, right, top."""
    box, scale = axes.bbox, points_per_pixel(axes)
    return box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale


def anchors(labels: Sequence[object]) -> tuple[Floats, tuple[str, ...]]:
    """The places in data units that texts are tied to (n, 2), and their words."""
    texts = [text for text in labels if isinstance(text, Annotation)]
    tied = np.array([text.xy for text in texts], dtype=np.float64).reshape(-1, 2)
    return tied, tuple(text.get_text() if shown(text) else "" for text in texts)


def read_labels(labels: Sequence[Text], xy: Floats, *, along: int | None = None) -> tuple[str, ...]:
    """The text at each of the items at ``xy``; ``""`` where none stands there.

    ``along`` 0 or 1 compares that coordinate only, where labels stand at the end of an error bar.
    """
    if len(labels) != len(xy):
        return ("",) * len(xy)  # nothing tells which is whose
    tied, words = anchors(labels)
    agree = same(tied, xy)
    stands = np.asarray(agree.all(axis=1) if along is None else agree[:, along])
    return tuple(word if there else "" for word, there in zip(words, stands, strict=True))
