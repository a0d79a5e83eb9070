import itertools

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.fitting import fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import page_width
from pb_adapters.drawing.diagrams.composition.packing_ways import Way
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.sketcher import Sketcher, Start, is_too_high
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Direction, Styling
from support.compositions import plan


def test_a_narrow_page_has_all_in_one_column_if_no_other_tree_fits() -> None:
    spec = plan("a>c", "b>c", groups={"g": "a", "h": "b", "k": "c"})
    with settings():
        narrow = sketched(spec, Styling(), Page(width=page_width(80)), Detail())
        wider = sketched(spec, Styling(), Page(width=page_width(160)), Detail())
    assert {sketch.way.most for sketch in narrow} == {1}
    assert {sketch.way.most for sketch in wider} == {0}


def test_every_sketch_is_its_tree_on_its_page() -> None:
    spec = plan("a>b", "b>c", "c>d", "d>e", "e>f", "a>f", "b>f", "a>d")
    with settings():
        sketches = sketched(spec, Styling(direction=Direction.DOWN), Page(narrow=True), Detail())
    for sketch in sketches:
        links, fit = sketch.facts.links, sketch.fit
        assert fitted(sketch.tree, Sizes(links), links, fit.width, fit.height) == fit


def test_a_page_of_free_height_is_too_high_beyond_a_page_of_print_if_it_is_a_column_or_has_panels() -> None:
    with settings():
        plain, panels = (
            sketched(plan("a>b", groups=groups), Styling(), Page(), Detail())[0]
            for groups in ({}, {"g": "a", "h": "b"})
        )
    column, page = (Page(width=page_width(width)) for width in (250, 480))
    found = {
        (sketch is panels, where.width): is_too_high([structs.replace(sketch, height=TALLEST + 1)], where)
        for sketch in (plain, panels)
        for where in (column, page)
    }
    assert [key for key, value in found.items() if not value] == [(False, page.width)]
    assert not is_too_high([panels], page)
    assert not is_too_high([structs.replace(panels, height=TALLEST + 1)], Page(width=page.width, height=400.0))


@pytest.mark.parametrize("held", ["hijk", "abcdefghijklmnop"])
def test_of_equally_bad_first_choices_one_is_improved_and_none_too_large_where_others_fit(
    monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    firsts: dict[int, float] = {}
    improved: dict[int, list[float]] = {}
    starts = Sketcher.starts

    def noted(sketcher: Sketcher, direction: Direction) -> list[Start]:
        found = starts(sketcher, direction)
        firsts.update((id(chosen), badness) for badness, (_, chosen) in found)
        return found

    def improve(sketcher: Sketcher, _ways: dict[str, list[Way]], chosen: dict[str, Way]) -> None:
        improved.setdefault(id(sketcher), []).append(firsts[id(chosen)])

    monkeypatch.setattr(Sketcher, "starts", noted)
    monkeypatch.setattr(Sketcher, "improve", improve)
    spec = plan(*map(">".join, itertools.pairwise("abcdefghijklmnop")), groups={"z": held})
    with settings():
        sketched(spec, Styling(), Page(), Detail())
    for found in improved.values():
        assert found == sorted(set(found))
        assert found[-1] < 1e4  # far worse than any that fits
