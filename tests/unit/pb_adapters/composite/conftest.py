import io
from collections.abc import Callable

import pytest
from PIL import Image

from pb_adapters.composite import compose
from pb_core.panels import PanelStyle
from pb_core.ports.composite import CompositeRequest, PanelSource
from pb_core.ports.images import Picture

PLAIN = PanelStyle(layout="1x2", labels=(), spacing=0)


@pytest.fixture(scope="session")
def source() -> Callable[..., PanelSource]:
    """Makes a panel of the bytes of its pictures; their stated format and size are never right."""

    def make(*pictures: bytes) -> PanelSource:
        return PanelSource(tuple(Picture(format="?", media_type="?", data=d, width=0, height=0) for d in pictures))

    return make


@pytest.fixture(scope="session")
def saved() -> Callable[..., bytes]:
    """Encodes a Pillow image."""

    def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
        buffer = io.BytesIO()
        image.save(buffer, kind, **options)
        return buffer.getvalue()

    return encode


@pytest.fixture(scope="session")
def composite() -> Callable[..., bytes]:
    """Composes panels side by side, without labels unless the style says so."""

    def run(*panels: PanelSource, kind: str = "png", style: PanelStyle = PLAIN) -> bytes:
        (picture,) = compose(CompositeRequest(panels=panels, style=style, formats=(kind,)))
        return picture.data

    return run
