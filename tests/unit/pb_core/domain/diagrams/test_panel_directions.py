import pytest

from pb_core.domain.diagrams.panel_directions import headings, inner_arrows, turned_panels, turning
from pb_core.domain.diagrams.scene import DrawnBox, DrawnFrame, DrawnScene
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group, Heads
from pb_core.domain.plane import Rect

CHAIN = (("a", "b", True), ("b", "c", True), ("c", "d", True))


def places(*spots: tuple[int, int]) -> dict[str, Rect]:
    """Blocks in a grid, by column and row."""
    return {name: Rect(30 * x, 20 * y, 20, 10) for name, (x, y) in zip("abcd", spots, strict=False)}


@pytest.mark.parametrize(
    "spots",
    [
        ((0, 0), (1, 0), (2, 0), (3, 0)),  # a row
        ((0, 0), (0, 1), (0, 2), (0, 3)),  # a column
        ((0, 0), (1, 0), (0, 1), (1, 1)),  # rows like lines of text
        ((0, 0), (0, 1), (1, 0), (1, 1)),  # columns one after the other
        ((0, 0), (1, 1), (2, 0), (3, 1)),  # ranks
    ],
)
def test_rows_columns_and_lines_of_text_have_one_direction(spots: tuple[tuple[int, int], ...]) -> None:
    assert turning(CHAIN, places(*spots)) == 0


def test_a_panel_that_runs_there_and_back_has_none() -> None:
    assert turning(CHAIN, places((0, 0), (1, 0), (1, 1), (0, 1))) == 1


def test_backwards_is_worse_than_forwards_and_up_than_to_the_left() -> None:
    left = turning(CHAIN, places((3, 0), (2, 0), (1, 0), (0, 0)))
    up = turning(CHAIN, places((0, 3), (0, 2), (0, 1), (0, 0)))
    assert 0 < left < up < 1


def test_one_arrow_of_many_may_turn() -> None:
    many = [*CHAIN, *((name, "d", True) for name in "efghi")]
    row = places((0, 0), (1, 0), (2, 0), (2, 1)) | {name: Rect(0, 20 * i, 20, 10) for i, name in enumerate("efghi", 2)}
    row["d"] = Rect(60, 40, 20, 10)
    assert turning(many, row) == 0


def test_lines_without_heads_and_pairs_of_arrows_may_run_either_way() -> None:
    back = places((1, 0), (0, 0))
    assert turning([("a", "b", True)], back) > 0
    assert turning([("a", "b", False)], back) == 0
    assert turning([("a", "b", True), ("b", "a", True)], back) == 0


def test_blocks_aslant_lead_two_ways_and_those_that_overlap_none() -> None:
    assert headings(Rect(0, 0, 10, 10), Rect(20, 20, 10, 10)) == {"right", "down"}
    assert headings(Rect(20, 0, 10, 10), Rect(0, 5, 10, 10)) == {"left"}
    assert not headings(Rect(0, 0, 10, 10), Rect(5, 5, 10, 10))


def test_arrows_are_inside_the_panel_that_holds_both_ends_between_what_it_holds() -> None:
    homes = {"a": "in", "b": "in", "c": "out", "in": "out", "out": "", "d": ""}
    arrows = [("a", "b", True), ("a", "c", True), ("b", "c", True), ("c", "d", True)]
    assert inner_arrows(arrows, homes, ["in", "out"]) == {"in": (("a", "b", True),), "out": (("in", "c", True),)}
    assert inner_arrows(arrows, homes, ["out"]) == {"out": (("a", "b", True), ("a", "c", True), ("b", "c", True))}


def test_every_panel_of_a_scene_counts_and_what_feeds_back_does_not() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name, group="g" if name in "ab" else "h") for name in "abcd"),
        groups=(Group(id="g", title="G"), Group(id="h", title="H")),
        connections=(
            Connection(source="b", target="a"),
            Connection(source="c", target="d"),
            Connection(source="d", target="c", kind=ConnectionKind.FEEDBACK),
            Connection(source="b", target="c", heads=Heads.BOTH),
        ),
    )
    scene = DrawnScene(
        width=200,
        height=100,
        boxes=tuple(
            DrawnBox(id=name, rect=rect, shape="rounded")
            for name, rect in places((0, 0), (1, 0), (3, 0), (4, 0)).items()
        ),
        frames=(DrawnFrame(id="g", rect=Rect(0, 0, 60, 20)), DrawnFrame(id="h", rect=Rect(80, 0, 60, 20))),
        lines=(),
        texts=(),
    )
    assert turned_panels(scene, spec) == pytest.approx(0.4)
