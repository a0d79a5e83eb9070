"""Previews: pictures as small as conversations can hold."""

import io

from PIL import Image

LONGEST_SIDE = 1_200
MOST_BYTES = 700_000
"""Clients of the protocol refuse results of a megabyte, and Base64 adds a third."""


def preview_of(png: bytes) -> bytes:
    """A PNG of at most ``LONGEST_SIDE`` pixels a side and ``MOST_BYTES``, unchanged where it is small already."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
        if max(picture.size) <= LONGEST_SIDE and len(png) <= MOST_BYTES:
            return png
        small = picture.convert("RGB")
    side = LONGEST_SIDE
    while True:
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        small.save(buffer, "PNG", optimize=True)
        if buffer.tell() <= MOST_BYTES or side < LONGEST_SIDE // 8:
            return buffer.getvalue()
        side = round(side * 0.8)
