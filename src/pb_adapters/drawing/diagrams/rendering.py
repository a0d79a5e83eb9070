"""From a drawing request to its pictures: the best drawing painted and encoded in every format asked for."""

from collections.abc import Iterator
from fractions import Fraction

import msgspec
from matplotlib.figure import Figure
from msgspec.structs import replace

from pb_adapters.drawing.diagrams.composed_scene import Drawing
from pb_adapters.drawing.diagrams.exports import exported
from pb_adapters.drawing.diagrams.figure_building import figure_parts
from pb_adapters.drawing.diagrams.figure_parts import FigureParts
from pb_adapters.drawing.diagrams.formats import EXPORTS, FORMATS
from pb_adapters.drawing.diagrams.illustrations import illustrated
from pb_adapters.drawing.diagrams.objectives import losses_alone
from pb_adapters.drawing.diagrams.painter import paint
from pb_adapters.drawing.diagrams.search import best_drawing
from pb_adapters.drawing.diagrams.svg_finish import finished
from pb_adapters.drawing.diagrams.symbols_alike import symbols_alike
from pb_adapters.drawing.shared.encoding import Page, encode, ratio_of
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.drawing.shared.typefaces import shapes_for
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.spec import DiagramSpec, ancestors, validate
from pb_core.domain.pictures import Picture
from pb_core.domain.print_styling import Theme
from pb_core.errors import CannotDraw
from pb_core.ports.images import DrawReply, DrawRequest

LONG_SIDES = {"1K": 1024, "2K": 2048, "4K": 4096}
_DEFAULT = "2K"
_MILLIMETRE = 72 / 25.4  # points
_COLUMNS = {Theme.IEEE: (88.9, 182.0)}
"""The widths that a theme tries, in millimetres: one column, then two."""

_EXTREMES = (Fraction(1, 4), Fraction(4, 1))


def draw(request: DrawRequest) -> DrawReply:
    """Draw every format asked for; the same request always gives the same bytes.

    Raises:
        InvalidSpec: the spec refers to what it does not define.
        CannotDraw: no clean drawing exists, or the request asks for what this engine does not do.
    """
    validate(request.spec)
    ratio = ratio_of(request.aspect_ratio, _EXTREMES) if request.size is None else None
    side = _side(request.resolution)
    for kind in request.formats:
        if kind not in FORMATS and kind not in EXPORTS:
            _refuse(f"the vector engine does not write '{kind}'")
    with shapes_for(msgspec.json.encode(request.spec).decode()), settings(), illustrated(request.illustrations):
        spec = symbols_alike(losses_alone(request.spec))
        reply = _draw(replace(request, spec=spec), ratio, side)
        notes = tuple(_empty_groups(spec))
        return replace(reply, scene=replace(reply.scene, notes=(*reply.scene.notes, *notes))) if reply.scene else reply


def _empty_groups(spec: DiagramSpec) -> Iterator[str]:
    """A note on each group that holds no element, and so has no frame."""
    filled = {name for element in spec.elements for name in ancestors(element.id, spec)}
    empty = (group.id for group in spec.groups if group.id not in filled)
    return (f"the group '{name}' holds no element and is not drawn" for name in empty)


def _draw(request: DrawRequest, ratio: Fraction | None, side: int) -> DrawReply:
    size = request.size
    if size is not None:
        drawing = best_drawing(request.spec, request.styling, None, size.height, width=size.width)
        scene = drawing.scene
        pixels = size.pixels(size.height or scene.height / scene.width * size.width)
    else:
        drawing = _best(request, ratio)
        scene = drawing.scene
        pixels = _pixels(Fraction(scene.width / scene.height) if ratio is None else ratio, side)
    page = Page(width=scene.width, height=scene.height, pixels=pixels)
    parts = figure_parts(drawing, request.styling, request.caption)
    painted = _painted(drawing, parts, page, [kind for kind in request.formats if kind in FORMATS])
    pictures = (painted[kind] if kind in painted else exported(parts, kind) for kind in request.formats)
    return DrawReply(pictures=tuple(pictures), scene=scene)


def _painted(drawing: Drawing, parts: FigureParts, page: Page, kinds: list[str]) -> dict[str, Picture]:
    """The pictures in these formats; where there are none, nothing is painted."""
    if not kinds:
        return {}
    figure = paint(parts, page)
    words = [(text.text, text.bold) for text in drawing.lettering.all_runs()]
    return {kind: _encoded(figure, page, kind, words) for kind in kinds}


def _best(request: DrawRequest, ratio: Fraction | None) -> Drawing:
    """The best drawing at the width that the styling states, or in a theme's column, or else 17 cm wide.

    A column in which arrows would become numbers is too narrow where the theme has a wider one.
    """
    spec, styling = request.spec, request.styling
    widths = _COLUMNS.get(styling.theme, ()) if styling.width is None else (styling.width,)
    numbered: Drawing | None = None
    for width in widths:
        points = width * _MILLIMETRE
        try:
            height = None if ratio is None else points / float(ratio)
            found = best_drawing(spec, styling, None, height, width=points)
        except CannotDraw:
            if styling.width is not None:
                raise
            continue
        if not found.scene.references:
            return found
        numbered = numbered or found
    if numbered is not None:
        return numbered
    height = None if ratio is None else PRINT_WIDTH / float(ratio)
    return best_drawing(spec, styling, request.aspect_ratio, height)


def _encoded(figure: Figure, page: Page, kind: str, words: list[tuple[str, bool]]) -> Picture:
    picture = encode(figure, page, kind, words)
    return replace(picture, data=finished(picture.data, words)) if kind == "svg" else picture


def _side(resolution: str | None) -> int:
    name = resolution or _DEFAULT
    if name not in LONG_SIDES:
        _refuse(f"the vector engine does not draw at the resolution '{name}'")
    return LONG_SIDES[name]


def _pixels(ratio: Fraction, side: int) -> tuple[int, int]:
    return (side, round(side / ratio)) if ratio >= 1 else (round(side * ratio), side)


def _refuse(message: str) -> None:
    raise CannotDraw(message)
