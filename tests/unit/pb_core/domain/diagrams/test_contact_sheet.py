import pytest

from pb_core.domain.diagrams.contact_sheet import MOST, depicted, sheet_grid, sheet_prompt
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind, Palette


@pytest.mark.parametrize("count", range(1, MOST + 1))
def test_a_grid_holds_its_pictograms_in_square_cells(count: int) -> None:
    grid = sheet_grid(count)
    width, height = map(int, grid.ratio.split(":"))
    assert grid.columns * grid.rows >= count
    assert width * grid.rows == height * grid.columns


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_a_sheet_has_bounds(count: int) -> None:
    with pytest.raises(ValueError, match="holds 1 to 12 pictograms"):
        sheet_grid(count)


def element(label: str, kind: ElementKind = ElementKind.DATA) -> Element:
    return Element(id=f"{label} {kind.value}", label=label, kind=kind)


@pytest.mark.parametrize("label", ["x", "$h_t$", "\\mathcal{L}", "12", "q, k"])
def test_mathematics_and_single_letters_name_nothing_to_paint(label: str) -> None:
    assert depicted(DiagramSpec(elements=(element(label),))) == ()


@pytest.mark.parametrize("kind", [ElementKind.DECISION, ElementKind.OBJECTIVE, ElementKind.OPERATION])
def test_what_has_a_shape_or_sign_of_its_own_gets_none(kind: ElementKind) -> None:
    assert depicted(DiagramSpec(elements=(element("Enough evidence", kind),))) == ()


def test_things_come_before_processes_where_not_all_have_room() -> None:
    processes = tuple(element(f"step {'abc' * n}", ElementKind.PROCESS) for n in range(1, 10))
    things = tuple(element(f"thing {'abc' * n}") for n in range(1, 10))
    spec = DiagramSpec(elements=(*processes, *things))
    found = depicted(spec, emphasis=(processes[8].id,))
    assert len(found) == MOST
    assert set(things) <= set(found)
    assert processes[8] in found
    assert [e.id for e in found] == [e.id for e in spec.elements if e in found]


def test_a_prompt_says_what_stands_in_which_cell_and_what_stays_empty() -> None:
    elements = (
        element("Word tokens"),
        element("Annotator", ElementKind.ACTOR),
        element("Vector index", ElementKind.STORE),
        element("Encoder", ElementKind.MODEL),
        element("Ranking", ElementKind.PROCESS),
    )
    prompt = sheet_prompt(elements, Palette.MEADOW)
    assert "of ratio 3:2: an invisible grid of 2 rows and 3 columns" in prompt
    assert "- row 1, column 2: a person or party that stands for “Annotator”\n" in prompt
    assert "- row 2, column 2: an action that stands for “Ranking”\n" in prompt
    assert prompt.endswith("- the last 1: empty")
    assert "leaf green" in prompt
    assert "No letters, digits or words anywhere." in prompt
