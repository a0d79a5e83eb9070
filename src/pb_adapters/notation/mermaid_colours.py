"""The colours that the classes of a flowchart give to their nodes, as the nearest of our hues."""

import colorsys
import re

from PIL import ImageColor

from pb_core.domain.diagrams.spec import Hue

_DEFINED = re.compile(r"(?:^|;)[ \t]*classDef[ \t]+([^\s;]+)([^;\n]*)", re.MULTILINE)
_COLOUR = re.compile(r"(?:^|[,\s])(fill|stroke)\s*:\s*([^,;\s]+)")
_GREYEST = 0.04  # the least distance between the channels of a colour that is no grey
_BOUNDS = (
    (14, Hue.RED),
    (42, Hue.ORANGE),
    (68, Hue.YELLOW),
    (165, Hue.GREEN),
    (195, Hue.TEAL),
    (252, Hue.BLUE),
    (345, Hue.PURPLE),
    (360, Hue.RED),
)
"""The degrees on the circle of colours up to which a colour is called so."""


def class_hues(statements: str) -> dict[str, Hue | None]:
    """The classes that a flowchart defines, with the hue of its fill, or of its outline if that is white or grey."""
    found: dict[str, Hue | None] = {}
    for names, style in _DEFINED.findall(statements):
        colours = dict(_COLOUR.findall(style))
        hues = [hue for part in ("fill", "stroke") if (hue := _hue(colours.get(part, "")))]
        chosen = next((hue for hue in hues if hue is not Hue.GREY), hues[0] if hues else None)
        found |= dict.fromkeys(names.split(","), chosen)
    return found


def _hue(colour: str) -> Hue | None:
    """The hue of a colour as CSS writes it; none of white and of what is no colour."""
    try:
        red, green, blue = (channel / 255 for channel in ImageColor.getrgb(colour)[:3])
    except ValueError:
        return None
    if min(red, green, blue) > 1 - _GREYEST / 2:
        return None
    if max(red, green, blue) - min(red, green, blue) < _GREYEST:
        return Hue.GREY
    turn = 360 * colorsys.rgb_to_hsv(red, green, blue)[0]
    return next(hue for bound, hue in _BOUNDS if turn <= bound)
