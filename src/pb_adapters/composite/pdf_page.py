"""A PDF of one page with pictures on it, written by hand: compressed pixels go from PNG to PDF as they are."""

import struct
from collections.abc import Sequence

from msgspec import Struct

from pb_adapters.composite.png_chunks import chunks


class PlacedImage(Struct, frozen=True):
    """An 8-bit RGB PNG that is not interlaced, and its place in points; ``y`` is the lower edge, from below."""

    png: bytes
    x: float
    y: float
    width: float
    height: float


def page_with_images(width: float, height: float, images: Sequence[PlacedImage]) -> bytes:
    """A PDF whose page is this large in points (source: ISO 32000-1, 7.3 to 7.5 and 8.9)."""
    names = " ".join(f"/Im{i} {i + 5} 0 R" for i in range(len(images)))
    drawing = "\n".join(
        f"q {i.width:.4f} 0 0 {i.height:.4f} {i.x:.4f} {i.y:.4f} cm /Im{n} Do Q" for n, i in enumerate(images)
    )
    page = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.4f} {height:.4f}]/Contents 4 0 R"
        f"/Resources<</XObject<<{names}>>>>>>"
    )
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page.encode(),
            _stream("", drawing.encode()),
            *(_image(image.png) for image in images),
        ]
    )


def _file(objects: list[bytes]) -> bytes:
    parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
    offsets, at = [], len(parts[0])
    for number, body in enumerate(objects, 1):
        offsets.append(at)
        parts += [f"{number} 0 obj\n".encode(), body, b"\nendobj\n"]
        at += sum(map(len, parts[-3:]))
    count = len(objects) + 1
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF"
    )
    return b"".join([*parts, trailer.encode()])


def _stream(entries: str, data: bytes) -> bytes:
    return b"".join([f"<<{entries}/Length {len(data)}>>\nstream\n".encode(), data, b"\nendstream"])


def _image(png: bytes) -> bytes:
    """An image XObject; PNG's row filters are Flate's predictors (ISO 32000-1, 7.4.4.4)."""
    parts = list(chunks(png))
    width, height = struct.unpack(">II", parts[0][1][:8])
    entries = (
        f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8"
        f"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/BitsPerComponent 8/Columns {width}>>"
    )
    return _stream(entries, b"".join(body for kind, body in parts if kind == b"IDAT"))
