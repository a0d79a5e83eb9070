import pytest

from pb_core.domain.diagrams.line_measures import apart, crossings, drawn_length, excess, line_measures, overlong
from pb_core.domain.diagrams.scene import Continuation, DrawnLine, DrawnScene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind
from pb_core.domain.plane import Point

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="A"),
        Element(id="b", label="B"),
        Element(id="c", label="C"),
        Element(id="user", label="User", kind=ElementKind.ACTOR),
    ),
    connections=(Connection(source="a", target="b"),),
)


def line(source: str, target: str, *points: tuple[float, float], kind: str = "flow") -> DrawnLine:
    return DrawnLine(source=source, target=target, kind=kind, points=points)


def measured(*lines: DrawnLine) -> dict[str, float]:
    return line_measures(DrawnScene(width=100, height=100, boxes=(), frames=(), lines=lines, texts=()), SPEC)


def test_a_drawing_without_arrows_has_no_measures_of_them() -> None:
    assert measured() == {}


def test_lengths_are_over_the_width() -> None:
    found = measured(
        line("a", "b", (0, 0), (5, 0)), line("b", "c", (0, 0), (0, 10), (20, 10)), line("a", "c", (0, 50), (50, 50))
    )
    assert found["median arrow"] == pytest.approx(0.3)
    assert found["p90 arrow"] == pytest.approx(0.5)
    assert found["arrows in all"] == pytest.approx(0.85)
    assert found["long arrows"] == pytest.approx(2 / 3)
    assert found["overlong arrows"] == 0  # the page is too small for any


def test_what_is_longer_than_a_third_of_the_page_is_too_long_unless_it_feeds_back() -> None:
    lines = (
        line("a", "b", (0, 0), (170, 0)),
        line("b", "c", (0, 9), (300, 9)),
        line("c", "a", (0, 20), (400, 20), kind="feedback"),
        line("a", "c", (0, 30), (150, 30)),
    )
    scene = DrawnScene(width=480, height=100, boxes=(), frames=(), lines=lines, texts=())
    assert overlong(lines, 480) == (1, 0)
    assert excess(lines, 480) == pytest.approx((10 + 140) / 480)
    assert line_measures(scene, SPEC)["overlong arrows"] == 2


def test_letters_in_place_of_arrows_are_counted_once_each() -> None:
    told = [
        Continuation(source="a", target=target, kind="flow", letter=letter, leaves="x", arrives="y")
        for target, letter in (("b", "A"), ("c", "A"), ("user", "B"))
    ]
    drawn = (line("b", "c", (0, 0), (5, 0)),)
    scene = DrawnScene(width=100, height=100, boxes=(), frames=(), lines=drawn, texts=(), continuations=tuple(told))
    assert line_measures(scene, SPEC)["continued arrows"] == 2


@pytest.mark.parametrize(
    "exempt",
    [
        line("c", "a", (90, 0), (90, 90), (0, 90), (0, 0), kind="feedback"),
        line("user", "a", (0, 0), (90, 0)),
        line("b", "c", (95, 10), (95, 30), (5, 30), (5, 50)),
    ],
    ids=["returns", "an actor's", "to the next row"],
)
def test_some_lines_may_be_long(exempt: DrawnLine) -> None:
    short = line("a", "b", (0, 0), (5, 0))
    assert measured(short, exempt)["p90 arrow"] == pytest.approx(0.05)
    assert "median arrow" not in measured(exempt)


def test_bends_are_turns_and_not_points() -> None:
    found = measured(line("a", "b", (0, 0), (5, 0), (9, 0)), line("b", "c", (0, 0), (0, 9), (9, 9), (9, 20)))
    assert found["bends"] == 1
    assert found["most bends"] == 2


def test_arrows_with_an_end_in_common_do_not_cross() -> None:
    down, over = line("a", "b", (5, 0), (5, 10)), line("c", "d", (0, 5), (10, 5))
    assert crossings((down, over)) == 1
    assert crossings((down, line("a", "d", (0, 5), (10, 5)))) == 0
    assert crossings((down, line("c", "d", (5, 0), (5, 10)))) == 0
    assert crossings((down, line("c", "d", (6, 5), (10, 5)))) == 0


def test_one_crossing_is_allowed_for_a_dozen_arrows() -> None:
    down, over = line("a", "b", (5, 0), (5, 10)), line("c", "d", (0, 5), (10, 5))
    assert measured(down, over)["crossings"] == 1
    assert measured(down, over, line("x", "y", (0, 6), (10, 6)))["crossings"] == 2


def test_a_panel_has_the_direction_of_most_of_its_arrows() -> None:
    right = line("a", "b", (0, 0), (9, 1))
    found = measured(right, right, right, line("b", "c", (9, 0), (0, 0)))
    assert found["forward arrows"] == 0.75
    assert "forward arrows" not in measured(right)


def test_no_panel_reads_to_the_left() -> None:
    left = line("b", "a", (9, 0), (0, 0))
    assert measured(left, left, left, line("a", "b", (0, 0), (9, 1)))["forward arrows"] == 0.25


TRUNK = line("a", "b", (0, 0), (50, 0), (50, 20))
BRANCH = line("a", "c", (0, 0), (30, 0), (30, 40))


@pytest.mark.parametrize(
    ("other", "rests"),
    [
        (BRANCH, (((30, 0), (50, 0), (50, 20)), ((30, 0), (30, 40)))),
        (line("x", "c", (0, 0), (30, 0), (30, 40)), (TRUNK.points, BRANCH.points)),  # from another box
        (line("a", "c", (0, 0), (30, 0), (30, 40), kind="skip"), (TRUNK.points, BRANCH.points)),
        (line("a", "c", (0, 5), (30, 5)), (TRUNK.points, ((0, 5), (30, 5)))),
        (line("a", "b", (0, 0), (30, 0), (30, 40)), (TRUNK.points, BRANCH.points)),  # a twin
        (line("x", "b", (80, 10), (50, 10), (50, 20)), (((0, 0), (50, 0), (50, 10)), ((80, 10), (50, 10)))),
    ],
)
def test_what_arrows_of_one_kind_share_at_a_common_end_is_told_from_their_own(
    other: DrawnLine, rests: tuple[tuple[Point, ...], tuple[Point, ...]]
) -> None:
    assert apart(TRUNK, other) == rests
    assert apart(other, TRUNK) == rests[::-1]


def test_a_shared_piece_is_drawn_once() -> None:
    assert drawn_length((TRUNK, BRANCH)) == 70 + 40
    crossing = line("x", "y", (10, -5), (10, 5))
    assert crossings((TRUNK, BRANCH, crossing)) == 1
    assert measured(TRUNK, BRANCH)["bends"] == pytest.approx(0.5)
