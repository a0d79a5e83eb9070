"""What a figure of any kind is made for, how wide it is in print, and its ratio."""

import re
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from pb_core.errors import InvalidRequest

NARROWEST, WIDEST = 50.0, 300.0
"""The ends of print widths, in millimetres."""

_INCH = 25.4
_WRITTEN = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})?)\s*(mm|in)\s*", re.ASCII)

PrintWidth = Annotated[float, Meta(ge=NARROWEST, le=WIDEST)] | Annotated[str, Meta(max_length=20)]
"""A width in print: millimetres, or a number with its unit, such as ``3.25 in`` or ``89 mm``."""


AspectRatio = Literal["auto", "1:1", "5:4", "2:3", "3:2", "3:4", "4:5", "4:3", "9:16", "16:9", "21:9"]


class Theme(StrEnum):
    """What a figure is made for: colours, ink, type and weights of lines."""

    PRINT = "print"
    IEEE = "ieee"
    SLIDES = "slides"
    GREY = "grey"


def millimetres(width: float | str) -> float:
    """A print width in millimetres.

    Raises:
        InvalidRequest: a written width is no number with its unit, or lies beyond the ends.
    """
    if not isinstance(width, str):
        return width
    found = _WRITTEN.fullmatch(width)
    if found is None:
        raise InvalidRequest(
            f"styling.width is {width[:40]!a}: write a number of millimetres, or a number with its unit such as "
            "'89 mm' or '3.25 in'"
        )
    number, unit = found.groups()
    read = float(number) * (_INCH if unit == "in" else 1.0)
    if not NARROWEST <= read <= WIDEST:
        raise InvalidRequest(f"styling.width is {width}, and figures are {NARROWEST:g} to {WIDEST:g} mm wide")
    return read
