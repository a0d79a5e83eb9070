from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.leaf_sizes import page_width, typography
from pb_adapters.drawing.diagrams.composition.packing_ways import Way
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.plan_leaves import leaves_of
from pb_adapters.drawing.diagrams.composition.print_columns import (
    TALLEST,
    column_ways,
    cut_badness,
    is_column,
    ladder_badness,
    ladders,
    measures,
)
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import DiagramSpec, Styling

COLUMN, PAGE = 252.0, 482.0  # points: 89 and 170 mm


def test_the_highest_column_of_whole_cells_is_no_higher_than_225_mm_when_it_is_printed_89_mm_wide() -> None:
    assert 224 < TALLEST / page_width(COLUMN) * 89 <= 225
    assert TALLEST / 72 * 25.4 <= 225


def spec_of(*statements: str) -> DiagramSpec:
    return read("\n".join(("flowchart TD", *statements))).spec


def test_lines_are_shorter_in_a_column_of_print_alone() -> None:
    assert (is_column(COLUMN), is_column(PAGE)) == (True, False)
    assert measures(PAGE) == ((8.0, True), (12.0, True))
    assert measures(COLUMN) == ((5.5, True), *measures(PAGE), (5.5, False))


def test_a_ladder_costs_in_a_column_alone_and_two_boxes_are_none() -> None:
    ladder = {ROOT: Way(down=True, most=1)}
    with settings():
        four, two = (
            facts_of(parts_of(spec_of(s), typography(8.0), Detail())) for s in ("a --> b & c --> d", "a --> b")
        )
    assert (ladders(four, ladder), ladders(two, ladder), ladders(four, {ROOT: Way(down=True)})) == (1, 0, 0)
    assert ladder_badness(four, ladder, COLUMN) > ladder_badness(four, ladder, PAGE) == 0
    assert ladder_badness(four, {}, COLUMN) == 0


def test_few_stand_side_by_side_in_short_rows_of_a_column() -> None:
    ways = column_ways(7)
    assert {way.most for way in ways if way.down} == {1, 2, 3}
    assert {way.rows for way in ways if not way.down} == {3, 4}
    assert {way.rows for way in column_ways(2) if not way.down} == set()


def test_a_cut_word_costs_and_a_break_at_a_joint_does_not() -> None:
    spec = spec_of("a[Matches: programming] --> b[Load technical-lora adapter] --> c[Lookup model_scores]")
    with settings():
        bad = [
            cut_badness(
                spec.elements, leaves_of(spec, Styling(), parts_of(spec, typography(5.5, whole=whole), Detail()))
            )
            for whole in (True, False)
        ]
    assert bad[0] == 0 < bad[1]


def test_what_fits_side_by_side_in_short_lines_is_no_ladder_in_a_column() -> None:
    names = [f"c{n}[Semantic Cache Instance {n}]" for n in range(3)]
    spec = spec_of(*(f"a[Client Request] --> {name} --> z[Generate Query Embedding]" for name in names))
    with settings():
        best = sketched(spec, Styling(), Page(width=COLUMN), Detail())[0]
    assert best.way.most != 1
    middle = [best.fit.leaves[f"c{n}"] for n in range(3)]
    assert len({area.y for area in middle}) == 1 or all(area.x >= best.fit.leaves["a"].right for area in middle)
