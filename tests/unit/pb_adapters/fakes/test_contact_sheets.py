from pb_adapters.drawing.diagrams.sheet_cutting import cut
from pb_adapters.fakes.contact_sheets import is_sheet, paint_sheet
from pb_core.domain.diagrams.contact_sheet import sheet_grid, sheet_prompt
from pb_core.domain.diagrams.spec import Element, ElementKind, Palette

ELEMENTS = tuple(Element(id=f"e{n}", label=f"thing {'ab' * n}", kind=ElementKind.DATA) for n in range(1, 6))


def test_a_sheet_has_a_pictogram_in_each_cell_that_is_described() -> None:
    prompt = sheet_prompt(ELEMENTS, Palette.HARBOR)
    sheet = paint_sheet(prompt, 1264, 848)
    pieces = cut(sheet, sheet_grid(5), 5)
    assert is_sheet(prompt)
    assert all(pieces)
    assert cut(sheet, sheet_grid(5), 6)[5] is None
    assert len(set(pieces)) > 1


def test_other_prompts_ask_for_no_sheet() -> None:
    assert not is_sheet("Paint one figure of a scientific paper.")
