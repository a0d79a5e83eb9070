"""Painted pictograms in a drawing: while one is made they stand for the engine's own, as pictures in their elements."""

import io
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.image import AxesImage
from PIL import Image

from pb_adapters.drawing.diagrams import glyph_paths
from pb_adapters.drawing.diagrams.glyph_choice import glyph_of
from pb_adapters.drawing.diagrams.illustration_names import PAINTED, is_painted
from pb_adapters.drawing.diagrams.named_groups import NamedGroup
from pb_core.domain.diagrams.spec import Element
from pb_core.domain.plane import Rect
from pb_core.ports.images import Illustration

_Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
_PICTURES: ContextVar[dict[str, _Pixels]] = ContextVar("illustrations", default={})  # noqa: B039 - never changed


@contextmanager
def illustrated(illustrations: Iterable[Illustration]) -> Generator[None]:
    """Within, these elements are drawn with their painted pictograms."""
    token = _PICTURES.set({one.element: _pixels(one.picture) for one in illustrations})
    try:
        yield
    finally:
        _PICTURES.reset(token)


def pictogram_of(element: Element) -> str | None:
    """The name of the element's pictogram: its painted one, or as ``glyph_of`` chooses."""
    return PAINTED + element.id if element.id in _PICTURES.get() else glyph_of(element)


def natural_size(name: str, side: float) -> tuple[float, float]:
    """Width and height of a pictogram whose grid is ``side`` points wide; a painted one covers its longer side."""
    if not is_painted(name):
        return glyph_paths.natural_size(name, side)
    high, wide = _PICTURES.get()[name.removeprefix(PAINTED)].shape[:2]
    return side * wide / max(wide, high), side * high / max(wide, high)


def painted_rect(name: str, rect: Rect) -> Rect:
    """Where a painted pictogram stands: as large as fits into ``rect`` and centred."""
    high, wide = _PICTURES.get()[name.removeprefix(PAINTED)].shape[:2]
    scale = min(rect.width / wide, rect.height / high)
    left, top = rect.x + (rect.width - wide * scale) / 2, rect.y + (rect.height - high * scale) / 2
    return Rect(left, top, wide * scale, high * scale)


def painted_png(name: str) -> bytes:
    """A painted pictogram as a file."""
    buffer = io.BytesIO()
    Image.fromarray(_PICTURES.get()[name.removeprefix(PAINTED)]).save(buffer, "png")
    return buffer.getvalue()


def add_painted(group: NamedGroup, axes: Axes, name: str, rect: Rect) -> None:
    """Set a painted pictogram into the group of its element, as large as fits into ``rect`` and centred."""
    place = painted_rect(name, rect)
    image = _Picture(axes, extent=(place.x, place.right, place.bottom, place.y), origin="upper")
    image.set_data(_PICTURES.get()[name.removeprefix(PAINTED)])
    group.add(image)


class _Picture(AxesImage):
    """A picture that vector formats hold at its full resolution, and pixels are sampled smoothly from."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw it."""
        self.set_interpolation("none" if renderer.option_scale_image() else "lanczos")
        super().draw(renderer)


def _pixels(png: bytes) -> _Pixels:
    with Image.open(io.BytesIO(png), formats=("png",)) as picture:
        return np.asarray(picture.convert("RGBA"))
