"""What is other on a page as narrow as one of two columns of print: shorter lines, and no ladder if it can be."""

from collections.abc import Iterable, Mapping

from pb_adapters.drawing.diagrams.composition.facts import Facts
from pb_adapters.drawing.diagrams.composition.packing_ways import Way
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_core.domain.diagrams.spec import Element

TALLEST = 634.0
"""The points that a page has for a figure above its caption: 225 mm where 251 of them are printed 89 mm wide."""

_COLUMN = 300.0  # points
_MEASURES, _SHORT = (8.0, 12.0), 5.5  # ems at which labels break, and where room is short
_CUT = 15.0  # badness of a word that is cut in two
_LADDER, _RUNGS = 30.0, 2  # badness of more than so many boxes one below the other
_BESIDE = (2, 3)  # how many stand side by side in a short row


def measures(width: float) -> tuple[tuple[float, bool], ...]:
    """At how many ems labels break on a page of a width in points, and whether only between words."""
    usual = tuple((measure, True) for measure in _MEASURES)
    return ((_SHORT, True), *usual, (_SHORT, False)) if is_column(width) else usual


def is_column(width: float) -> bool:
    """Whether a page of a width in points is a column of print."""
    return width <= _COLUMN


def column_ways(count: int) -> list[Way]:
    """More ways in which so many children of one group may be packed: few side by side, or folded in short rows."""
    found = [Way(down=True, most=most) for most in (1, *_BESIDE)]
    rows = sorted({-(-count // beside) for beside in _BESIDE if count > beside})
    return found + [Way(down=False, rows=row, snake=snake) for row in rows for snake in (False, True)]


def ladders(facts: Facts, ways: Mapping[str, Way]) -> int:
    """How many groups stand one below the other though they branch elsewhere: arrows run past their boxes."""
    return sum(way.down and way.most == 1 and len(facts.children[group]) > _RUNGS for group, way in ways.items())


def ladder_badness(facts: Facts, ways: Mapping[str, Way], width: float) -> float:
    """How bad the ladders of a choice are on a page of a width in points, if it is a column of print."""
    return _LADDER * ladders(facts, ways) if is_column(width) else 0.0


def cut_badness(elements: Iterable[Element], leaves: Mapping[str, Leaf]) -> float:
    """How bad it is that words of labels are cut in two."""
    return _CUT * sum(_words_cut(leaves[element.id], element.label) for element in elements if element.id in leaves)


def _words_cut(leaf: Leaf, label: str) -> bool:
    """Whether a word of a label is cut in two in its block, with a hyphen that the label has not."""
    lines = [line.text for line in leaf.plan.lines if not line.muted] if leaf.plan else []
    return any(line.endswith("-") and line.split()[-1] not in label for line in lines)
