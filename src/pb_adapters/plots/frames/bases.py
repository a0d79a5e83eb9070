"""Which axis of a layer is the base and which the value axis, and what its mark asks of the channels."""

from collections.abc import Iterator
from itertools import chain

from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Encoding, FieldType, Layer, MarkType, Side, Stack

DISTRIBUTIONS = frozenset({MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.STRIP, MarkType.SWARM})
RUNNING = frozenset({MarkType.LINE, MarkType.AREA, MarkType.ERRORBAND})
"""Marks whose items are the vertices of something continuous."""

_BANDS = frozenset({MarkType.AREA, MarkType.ERRORBAND})
_FREE = frozenset({MarkType.RULE, MarkType.TICK})
_LABELLED = frozenset({MarkType.BAR, MarkType.LINE, MarkType.POINT, MarkType.RECT, MarkType.ARC})
_WITH_ERRORS = frozenset({MarkType.BAR, MarkType.LINE, MarkType.POINT, MarkType.ERRORBAND})


def horizontal(layer: Layer) -> bool:
    """Whether the value axis is x."""
    encoding, mark = layer.encoding, layer.mark.type
    x, y = encoding.x, encoding.y
    discrete = (x is not None and x.type.discrete, y is not None and y.type.discrete)
    if any(discrete):
        return discrete == (False, True)
    second = (encoding.x2 is not None, encoding.y2 is not None)
    if mark is MarkType.ERRORBAND:
        second = (second[0] or encoding.x_error is not None, second[1] or encoding.y_error is not None)
    if mark is MarkType.BAR and second[0] != second[1]:
        return second[1]
    if mark in _BANDS and second[0] != second[1]:
        return second[0]
    times = (x is not None and x.type is FieldType.TEMPORAL, y is not None and y.type is FieldType.TEMPORAL)
    return times == (False, True)


def check_layer(layer: Layer) -> None:
    """Refuse a layer whose channels do not suit its mark.

    Raises:
        InvalidSpec: with the first thing that is wrong.
    """
    positions = _arc_problems(layer) if layer.mark.type is MarkType.ARC else _position_problems(layer)
    for problem in chain(positions, _manner_problems(layer), _stack_problems(layer)):
        raise InvalidSpec(problem)


def _arc_problems(layer: Layer) -> Iterator[str]:
    encoding = layer.encoding
    if encoding.theta is None or encoding.color is None or not encoding.color.type.discrete:
        yield "An arc needs an angle (theta) and a color by category."


def _position_problems(layer: Layer) -> Iterator[str]:
    mark, color = layer.mark.type, layer.encoding.color
    x, y = layer.encoding.x, layer.encoding.y
    if mark in _FREE and (x or y):
        return
    if x is None or y is None:
        yield f"A {mark.value} needs {'x or y' if mark in _FREE else 'both x and y'}."
        return
    if mark is MarkType.RECT and not (x.type.discrete and y.type.discrete and color and not color.type.discrete):
        yield "A rect needs categories on x and y and a quantity as color."
    if mark in DISTRIBUTIONS and x.type.discrete == y.type.discrete:
        yield f"A {mark.value} needs categories on one axis and a quantity on the other."
    if mark is MarkType.ERRORBAND:
        yield from _band_problems(layer.encoding, sideways=horizontal(layer))
    if mark in {MarkType.BAR, *_BANDS} and (x if horizontal(layer) else y).type.discrete:
        yield f"A {mark.value} needs a quantity on one axis."


def _band_problems(encoding: Encoding, *, sideways: bool) -> Iterator[str]:
    second, spread = (encoding.x2, encoding.x_error) if sideways else (encoding.y2, encoding.y_error)
    if (second is None) == (spread is None):
        yield "An errorband needs the field of its second edge or an uncertainty, and not both."
    if encoding.y_error if sideways else encoding.x_error:
        yield "An errorband spans an uncertainty of its values, not of what it runs along."


def _manner_problems(layer: Layer) -> Iterator[str]:
    encoding, mark = layer.encoding, layer.mark.type
    color, shape = encoding.color, encoding.shape
    sideways = horizontal(layer)
    if layer.mark.labels and mark not in _LABELLED:
        yield f"A {mark.value} has no value labels."
    if layer.axis is Side.RIGHT and (sideways or encoding.y is None or encoding.y.type.discrete):
        yield "A layer on the right axis needs a quantity on y as its value."
    if (encoding.x_error or encoding.y_error) and mark not in _WITH_ERRORS:
        yield f"A {mark.value} has no error bars."
    if sideways and encoding.y_error:
        yield "A horizontal layer has error bars along x only."
    if shape and not shape.type.discrete:
        yield f'The shape needs categories, but "{shape.field}" is {shape.type.value}.'
    if color and shape and color.type.discrete and color.field != shape.field:
        yield "Color and shape must show the same field."


def _stack_problems(layer: Layer) -> Iterator[str]:
    encoding = layer.encoding
    if encoding.stack is None:
        return
    if layer.mark.type not in {MarkType.BAR, MarkType.AREA}:
        yield f"A {layer.mark.type.value} cannot be stacked."
    if encoding.x_error or encoding.y_error:
        yield "Stacked marks have no error bars."
    if encoding.x2 if horizontal(layer) else encoding.y2:
        yield "Stacked marks start where the stack ends and have no second end of their own."


def normalized(encoding: Encoding) -> bool:
    """Whether stacks show shares."""
    return encoding.stack is Stack.NORMALIZE
