"""Panels as streams of sRGB pixels on white, and what a PNG says beside its pixels; nothing is decoded early."""

import io
import struct
from collections.abc import Iterator

import pyvips

from pb_adapters.drawing.composites.refusals import unreadable
from pb_core.domain.panel_grid import PanelSize

_SIGNATURE_BYTES = 8
_CHUNK_FRAME = 12  # length, kind and checksum
_METRE, _INCH = 1, 0.0254


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and body of every chunk that is there as a whole."""
    at = _SIGNATURE_BYTES
    while at + _CHUNK_FRAME <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + _CHUNK_FRAME


def pixels_per_inch(png: bytes) -> float | None:
    """The resolution that a PNG states (``pHYs``); ``None`` if there is none, or its pixels are not square."""
    for kind, body in chunks(png):
        if kind == b"IDAT":
            break
        if kind == b"pHYs" and len(body) == struct.calcsize(">IIB"):
            across, down, unit = struct.unpack(">IIB", body)
            return across * _INCH if unit == _METRE and across == down else None
    return None


pyvips.cache_set_max(0)  # a stream can be read once, so keeping operations would only hold memory

PNG_SIGNATURE = b"\x89PNG"
_WHITE = [255, 255, 255]
_SIDEWAYS = {5, 6, 7, 8}  # EXIF orientations that swap width and height
_PHOTOGRAPHIC = 0.5  # bytes of PNG a pixel, above which adaptive filters pay


def raster_size(number: int, data: bytes) -> PanelSize:
    """The size that a PNG or JPEG states in its header, as it is seen, and the resolution that a PNG states.

    Raises:
        UnreadablePanel: the header is damaged.
    """
    try:
        image = _opened(data)
        sides = image.width, image.height
        turned = image.get_typeof("orientation") != 0 and image.get("orientation") in _SIDEWAYS
    except pyvips.Error as error:
        raise unreadable(number, f"its {_name(data)} header is damaged") from error
    width, height = reversed(sides) if turned else sides
    return PanelSize(width, height, pixels_per_inch(data) if data.startswith(PNG_SIGNATURE) else None)


def raster_pixels(number: int, data: bytes) -> pyvips.Image:
    """A PNG or JPEG as a stream of 8-bit sRGB pixels on white.

    Raises:
        UnreadablePanel: it cannot be opened. Damage further on shows when the pixels are read.
    """
    try:
        return as_srgb(_opened(data).autorot())
    except pyvips.Error as error:
        raise unreadable(number, f"its {_name(data)} is damaged") from error


def check_pixels(number: int, data: bytes) -> None:
    """Read a PNG or JPEG from end to end and keep nothing.

    Raises:
        UnreadablePanel: it is damaged.
    """
    try:
        raster_pixels(number, data).avg()
    except pyvips.Error as error:
        raise unreadable(number, f"its {_name(data)} is damaged") from error


def as_srgb(image: pyvips.Image) -> pyvips.Image:
    """Convert palettes, greys, 16 bits, CMYK and embedded profiles to 8-bit sRGB, and put white behind it."""
    if image.get_typeof("icc-profile-data") != 0:
        alpha = image[image.bands - 1] if image.hasalpha() else None
        flat = image[: image.bands - 1] if alpha is not None else image
        depth = 16 if image.format == "ushort" else 8
        image = flat.icc_transform("srgb", embedded=True, intent="relative", depth=depth)
        image = image.bandjoin(alpha.cast(image.format)) if alpha is not None else image
    image = image.colourspace("srgb")
    return image.flatten(background=_WHITE) if image.hasalpha() else image


def fitted(image: pyvips.Image, width: int, height: int) -> pyvips.Image:
    """The picture at exactly this size, resampled only if it has another."""
    if (image.width, image.height) == (width, height):
        return image
    scaled = image.resize(width / image.width, vscale=height / image.height, kernel="lanczos3")
    if (scaled.width, scaled.height) == (width, height):
        return scaled
    return scaled.embed(0, 0, width, height, extend="copy")


def encoded(image: pyvips.Image, resolution: int, *, photographic: bool) -> bytes:
    """A PNG that states this resolution in pixels an inch."""
    stated = image.copy(xres=resolution / 25.4, yres=resolution / 25.4)
    how = {"filter": "all", "compression": 3} if photographic else {"filter": "sub", "compression": 6}
    buffer = io.BytesIO()
    target = pyvips.TargetCustom()
    target.on_write(buffer.write)
    stated.pngsave_target(target, keep="none", **how)  # straight into Python's memory: no copy of the whole file
    return buffer.getvalue()


def is_photographic(data: bytes, size: PanelSize) -> bool:
    """Whether a picture is more like a photograph than like line art, judged by what it takes to store it."""
    return not data.startswith(PNG_SIGNATURE) or len(data) > _PHOTOGRAPHIC * size.width * size.height


def _opened(data: bytes) -> pyvips.Image:
    # The loader is named, so that no other codec of libvips ever sees foreign bytes.
    load = pyvips.Image.pngload_source if data.startswith(PNG_SIGNATURE) else pyvips.Image.jpegload_source
    source = pyvips.Source.new_from_memory(data)  # a buffer would be copied
    return load(source, access="sequential", fail_on="error")


def _name(data: bytes) -> str:
    return "PNG" if data.startswith(PNG_SIGNATURE) else "JPEG"
