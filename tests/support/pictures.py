"""Pictures as bytes and back."""

from io import BytesIO

from PIL import Image


def opened(data: bytes) -> Image.Image:
    """The picture that these bytes hold."""
    return Image.open(BytesIO(data))
