"""Hues of the sorts that an author tells apart by classes: those of the palette that are nearest to the author's."""

import colorsys
from collections.abc import Mapping

from pb_adapters.drawing.shared.palettes import Colours, Stage
from pb_core.domain.diagrams.spec import Hue

_DEGREES: Mapping[Hue, float] = {
    Hue.RED: 0.0,
    Hue.ORANGE: 30.0,
    Hue.YELLOW: 50.0,
    Hue.GREEN: 140.0,
    Hue.TEAL: 180.0,
    Hue.BLUE: 215.0,
    Hue.PURPLE: 290.0,
}
"""Where the hues of authors are on the circle of colours; grey is nowhere."""
_NEAR = 25.0  # degrees within which a class has a hue that only its author's colour calls for


def sort_hues(wanted: Mapping[str, Hue | None], colours: Colours, *, grey: bool, red: bool) -> dict[str, Stage]:
    """The colours of each sort by its name: the nearest free ones to what its author gives it, else the next free ones.

    Sorts take those first that are nearest to theirs. ``grey`` says that one of them may be grey, which none is where
    boxes have no sort, ``red`` that one of red may be red, which is the colour of losses. Where hues are fewer than
    sorts, several have the same.
    """
    plain = [stage for stage in colours.stages if stage != colours.neutral]
    special = [colours.hues[Hue.YELLOW], *([colours.hues[Hue.RED]] if red else [])]
    last = [colours.neutral] if grey else []
    found: dict[str, Stage] = {}
    coloured = [(name, hue) for name, hue in wanted.items() if hue]
    pairs = ((_distance(hue, stage), name, stage) for name, hue in coloured for stage in (*plain, *special))
    order = {name: place for place, name in enumerate(wanted)}
    first_grey = next((name for name, hue in wanted.items() if hue is Hue.GREY), None)
    if grey and first_grey is not None:
        found[first_grey] = colours.neutral
    for far, name, stage in sorted(pairs, key=lambda pair: (pair[0], order[pair[1]])):
        is_free = name not in found and stage not in found.values()
        if is_free and (far <= _NEAR or stage not in special):
            found[name] = stage
    free = [stage for stage in (*plain, *last) if stage not in found.values()]
    for name in wanted:
        if name not in found:
            found[name] = free.pop(0) if free else plain[len(found) % len(plain)]
    return {name: found[name] for name in wanted}


def _distance(hue: Hue, stage: Stage) -> float:
    """How far apart the hue of an author and that of a stage are, in degrees; 180 for greys."""
    red, green, blue = (int(stage.stroke[i : i + 2], 16) / 255 for i in (1, 3, 5))
    turn, saturation, _ = colorsys.rgb_to_hsv(red, green, blue)
    if hue not in _DEGREES or saturation == 0.0:
        return 180.0
    apart = abs(360.0 * turn - _DEGREES[hue]) % 360.0
    return min(apart, 360.0 - apart)
