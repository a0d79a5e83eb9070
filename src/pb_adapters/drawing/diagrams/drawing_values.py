"""What a drawing is worth among those of one plan: its design, and what readers would refuse of its lines."""

from msgspec import Struct

from pb_adapters.drawing.diagrams.composed_scene import Drawing
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST, is_column
from pb_core.domain.diagrams.design_targets import score
from pb_core.domain.diagrams.line_doubts import doubts
from pb_core.domain.diagrams.line_measures import crossings, drawn_length, excess, overlong
from pb_core.domain.diagrams.reading_order import led_back
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Styling
from pb_core.domain.diagrams.tag_doubts import tag_doubts

_KEY = 0.02  # of the score, for a label that the legend spells out
_CUT_WORD = 0.1  # of the score, for a label with a word cut in two
_HIGH, _HIGHER = 0.25, 0.4  # for a figure higher than a page has room for, and for each such height more
_CROSSING = 0.015  # of the score, for two arrows that cross
_PASSED = 0.12  # of the score, for an arrow of a column that runs through a panel of others: it seems to belong there
_DOUBTED = 0.025  # of the score, for what a reader of a column may mistake: two lines, a line at a head, a label, a tag
_LED_BACK = 0.02  # of the score, for an arrow of a column that leads up or to the left, by line or by letter
_REFUSED = 0.04  # of the score, for two arrows or more longer than a third of the width: readers take one
_FARTHER = 0.05  # of the score, for each width by which arrows are longer than that
_MIXED_UP = 0.035  # of the score, once, for arrows that may be taken for each other on a page wider than a column
_UNGUIDED = 0.05  # of the score, for a block from which no guides lead to the panel of its inside
_MISTAKEN = ("doubtful lines", "passed heads")  # for each other
_MISTAKEN_IN_COLUMN = (*_MISTAKEN, "doubtful labels")
_TO_THE_LEFT_OR_UP = frozenset({Direction.LEFT, Direction.UP})
_MUCH, _TANGLE = 1.5, 0.03  # widths of arrows that a drawing may have, and what each further one costs


class Worth(Struct, frozen=True):
    """How near a drawing comes to the targets of a designed figure, up to 1, and what doubts about arrows cost it.

    In a column they are a part of what its lines cost.
    """

    design: float
    doubt: float


def worth(drawing: Drawing, spec: DiagramSpec, styling: Styling, *, free: bool) -> Worth:
    """What a drawing measures: as a figure, and whether a reader may take one arrow for another, which is refused."""
    measured = measure_scene(drawing.scene, spec, styling.emphasis)
    is_wide = not is_column(drawing.scene.width)
    is_mixed_up = is_wide and any(measured.get(name) for name in _MISTAKEN)
    return Worth(score(measured, free_ratio=free and is_wide), _MIXED_UP * is_mixed_up)


def wiring_cost(drawing: Drawing, spec: DiagramSpec, styling: Styling, *, free: bool) -> float:
    """What long arrows, crossings and labels with words cut in two cost between drawings of one plan.

    Arrows of more than one and a half widths in all are long, whichever may be.
    """
    cut = sum(tag.cut for tag in drawing.attempt.tags.values() if tag)
    long = drawn_length(drawing.scene.lines) / drawing.scene.width
    crossed = _CROSSING * crossings(drawing.scene.lines)
    over = max(0.0, drawing.scene.height - TALLEST) if free else 0.0
    high = _HIGH * bool(over) + _HIGHER * over / TALLEST
    refused = _REFUSED * is_refused(drawing.scene) + _FARTHER * excess(drawing.scene.lines, drawing.scene.width)
    lines = _TANGLE * max(0.0, long - _MUCH) + crossed + refused
    lines += _disorder_of_column(drawing.scene, spec, styling) if is_column(drawing.scene.width) else 0.0
    guided = {guide.block for guide in drawing.scene.guides}
    unguided = sum(name not in guided for name, _ in drawing.attempt.stock.zooms)
    return lines + _CUT_WORD * cut + high + _KEY * len(drawing.scene.keys) + _UNGUIDED * unguided


def _disorder_of_column(scene: DrawnScene, spec: DiagramSpec, styling: Styling) -> float:
    """What arrows through panels of others, and those against the order of reading, cost in a column."""
    doubted = doubts(scene)
    mistaken = sum(doubted.get(name, 0.0) for name in _MISTAKEN_IN_COLUMN) + tag_doubts(scene)
    back = 0 if styling.direction in _TO_THE_LEFT_OR_UP else led_back(scene, spec)
    return _PASSED * doubted.get("passed panels", 0.0) + _DOUBTED * mistaken + _LED_BACK * back


def is_refused(scene: DrawnScene) -> bool:
    """Whether readers would refuse a figure for its long arrows: they take one that does not feed back."""
    return len(overlong(scene.lines, scene.width)) > 1
