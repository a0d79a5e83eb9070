"""Small PNG files for in-memory adapters."""

from pb_core.png import GREY, RGB, png_of

__all__ = ["GREY", "RGB", "write_png"]


def write_png(width: int, height: int, colour_type: int, row: bytes) -> bytes:
    """An 8-bit PNG whose rows are all ``row``, which holds ``width`` pixels."""
    if len(row) != width * (3 if colour_type == RGB else 1):
        message = "The row does not hold as many pixels as the picture is wide."
        raise ValueError(message)
    return png_of((row,) * height, colour_type)
