"""Styling: how a diagram shall look, chosen by the stylist, obeyed by every image engine."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Palette(StrEnum):
    """The curated palettes; each is safe for colour-blind readers and in greyscale."""

    HARBOR = "harbor"
    MEADOW = "meadow"
    SLATE = "slate"


class Direction(StrEnum):
    """The main reading direction."""

    AUTO = "auto"
    RIGHT = "right"
    DOWN = "down"


class Styling(Struct, frozen=True, kw_only=True):
    """The look of one diagram; ``emphasis`` lists the element ids drawn in the accent colour."""

    palette: Palette = Palette.HARBOR
    direction: Direction = Direction.AUTO
    emphasis: Annotated[tuple[str, ...], Meta(max_length=6)] = ()
