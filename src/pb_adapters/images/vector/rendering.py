"""From a drawing request to its pictures, as one pure function."""

from fractions import Fraction

import msgspec

from pb_adapters.images.vector.encoding import MEDIA_TYPES, encode
from pb_adapters.images.vector.painting import paint
from pb_adapters.images.vector.searching import best_drawing
from pb_adapters.typefaces.faces import shapes_for
from pb_adapters.typefaces.fonts import settings
from pb_core.diagram import validate
from pb_core.errors import CannotDraw
from pb_core.ports.images import DrawReply, DrawRequest
from pb_core.scene import PRINT_WIDTH

LONG_SIDES = {"1K": 1024, "2K": 2048, "4K": 4096}
_DEFAULT = "2K"
_EXTREMES = (Fraction(1, 4), Fraction(4, 1))


def draw(request: DrawRequest) -> DrawReply:
    """Draw every format asked for; the same request always gives the same bytes.

    Raises:
        InvalidSpec: the spec refers to what it does not define.
        CannotDraw: no clean drawing exists, or the request asks for what this engine does not do.
    """
    validate(request.spec)
    ratio = _ratio(request.aspect_ratio)
    side = _side(request.resolution)
    for kind in request.formats:
        if kind not in MEDIA_TYPES:
            _refuse(f"the vector engine does not write '{kind}'")
    with shapes_for(msgspec.json.encode(request.spec).decode()), settings():
        return _draw(request, ratio, side)


def _draw(request: DrawRequest, ratio: Fraction | None, side: int) -> DrawReply:
    height = None if ratio is None else PRINT_WIDTH / float(ratio)
    drawing = best_drawing(request.spec, request.styling, request.aspect_ratio, height)
    figure = paint(drawing, request.styling)
    words = [(text.text, text.bold) for text in drawing.lettering.all_runs()]
    pixels = _pixels(Fraction(drawing.scene.width / drawing.scene.height) if ratio is None else ratio, side)
    pictures = tuple(encode(figure, kind, pixels, words) for kind in request.formats)
    return DrawReply(pictures=pictures, scene=drawing.scene)


def _ratio(text: str | None) -> Fraction | None:
    if text is None or text == "auto":
        return None
    wide, _, high = text.partition(":")
    if not (wide.isascii() and wide.isdigit() and high.isascii() and high.isdigit() and int(wide) and int(high)):
        _refuse(f"'{text[:20]}' is not an aspect ratio")
    ratio = Fraction(int(wide), int(high))
    if not _EXTREMES[0] <= ratio <= _EXTREMES[1]:
        _refuse(f"the aspect ratio {text} is too extreme for text to be legible")
    return ratio


def _side(resolution: str | None) -> int:
    name = resolution or _DEFAULT
    if name not in LONG_SIDES:
        _refuse(f"the vector engine does not draw at the resolution '{name}'")
    return LONG_SIDES[name]


def _pixels(ratio: Fraction, side: int) -> tuple[int, int]:
    return (side, round(side / ratio)) if ratio >= 1 else (round(side * ratio), side)


def _refuse(message: str) -> None:
    raise CannotDraw(message)
