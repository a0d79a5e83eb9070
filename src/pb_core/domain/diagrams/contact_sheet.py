"""A contact sheet: the pictograms of a figure painted in one picture, cell by cell, so that one call pays for all."""

from collections.abc import Sequence

from msgspec import Struct

from pb_core.domain.diagrams.painter_prompt import HUES
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind, Palette

MOST = 12
"""So many pictograms stand on a sheet at most; with more, none would be large enough."""
_GRIDS = ((1, 1, 1, "1:1"), (4, 2, 2, "1:1"), (6, 3, 2, "3:2"), (9, 3, 3, "1:1"), (MOST, 4, 3, "4:3"))
_DESERVING = {
    ElementKind.INPUT: 0,
    ElementKind.DATA: 0,
    ElementKind.OUTPUT: 0,
    ElementKind.ACTOR: 0,
    ElementKind.STORE: 1,
    ElementKind.MODEL: 2,
    ElementKind.PROCESS: 3,
}
"""Kinds that show things, most of all first; operations, decisions and objectives have signs and shapes."""
_WORD = 3  # letters of a label that names something


class SheetGrid(Struct, frozen=True, kw_only=True):
    """How a sheet is divided: square cells in rows, and the ratio of the whole."""

    columns: int
    rows: int
    ratio: str


def sheet_grid(count: int) -> SheetGrid:
    """The smallest grid that holds so many pictograms; ``ValueError`` for none, or more than ``MOST``."""
    for most, columns, rows, ratio in _GRIDS:
        if 0 < count <= most:
            return SheetGrid(columns=columns, rows=rows, ratio=ratio)
    raise ValueError(f"a contact sheet holds 1 to {MOST} pictograms, not {count}")


def depicted(spec: DiagramSpec, emphasis: Sequence[str] = ()) -> tuple[Element, ...]:
    """The elements that deserve a painted pictogram, at most ``MOST``, in the order of the plan.

    Things before what is done with them, and what is emphasised first. Labels that are mathematics or hardly a word
    name nothing that could be painted.
    """
    able = [(place, e) for place, e in enumerate(spec.elements) if e.kind in _DESERVING and _names_something(e.label)]
    ranked = sorted(able, key=lambda pair: (pair[1].id not in emphasis, _DESERVING[pair[1].kind], pair[0]))
    return tuple(element for _, element in sorted(ranked[:MOST], key=lambda pair: pair[0]))


def sheet_prompt(elements: Sequence[Element], palette: Palette) -> str:
    """What a painter is told of a sheet: its grid, then what stands in each cell, row by row."""
    grid = sheet_grid(len(elements))
    numbered = enumerate(elements)
    cells = [f"- row {n // grid.columns + 1}, column {n % grid.columns + 1}: {_subject(e)}" for n, e in numbered]
    spare = grid.columns * grid.rows - len(elements)
    cells += [f"- the last {spare}: empty"] if spare else []
    size = f"of ratio {grid.ratio}: an invisible grid of {grid.rows} rows and {grid.columns} columns"
    return f"Paint one contact sheet {size} {_SHEET} in {HUES[palette]}. {_NO_WORDS}\nThe cells:\n" + "\n".join(cells)


_SHEET = (
    "of equal square cells on a plain white ground, without lines between them. In the middle of each cell stands one "
    "small pictogram, about two thirds as large as the cell, that touches no other cell. All are of one family: flat, "
    "simple shapes with even outlines, seen from the front, without shadow or background,"
)
_NO_WORDS = "No letters, digits or words anywhere."


def _subject(element: Element) -> str:
    label = " ".join(element.label.split())
    kinds = {
        ElementKind.ACTOR: "a person or party that stands for",
        ElementKind.STORE: "a store that stands for",
        ElementKind.MODEL: "a learned model that stands for",
        ElementKind.PROCESS: "an action that stands for",
    }
    return f"{kinds.get(element.kind, 'a thing that stands for')} “{label}”"


def _names_something(label: str) -> bool:
    return (
        "$" not in label
        and "\\" not in label
        and any(len(word) >= _WORD and word.isalpha() for word in label.replace("-", " ").split())
    )
