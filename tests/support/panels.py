"""Composing panels of bytes."""

import io

from PIL import Image

from pb_adapters.drawing.composites import compose
from pb_core.domain.composites import PanelStyle
from pb_core.domain.pictures import Picture
from pb_core.ports.composites import CompositeRequest, PanelSource

PLAIN = PanelStyle(layout="1x2", labels=(), spacing=0)
ALONE = PanelStyle(layout="1x1", labels=(), spacing=0)


def source(*pictures: bytes) -> PanelSource:
    """A panel of the bytes of its pictures; their stated format and size are never right."""
    return PanelSource(tuple(Picture(format="?", media_type="?", data=d, width=0, height=0) for d in pictures))


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Encode a Pillow image."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def composite(*panels: PanelSource, kind: str = "png", style: PanelStyle = PLAIN) -> bytes:
    """Compose panels side by side, without labels unless the style says so."""
    (picture,) = compose(CompositeRequest(panels=panels, style=style, formats=(kind,)))
    return picture.data
