import pytest
from msgspec import structs

from pb_core.domain.diagrams.line_doubts import doubts
from pb_core.domain.diagrams.scene import DrawnLine, DrawnScene, DrawnText
from pb_core.domain.plane import Point, Rect

LINE = DrawnLine(source="a", target="b", kind="flow", points=((0, 50), (100, 50)))


def scene(*lines: DrawnLine, texts: tuple[DrawnText, ...] = ()) -> DrawnScene:
    return DrawnScene(width=200, height=100, boxes=(), frames=(), lines=lines, texts=texts)


def arrow(source: str, target: str, *points: Point) -> DrawnLine:
    return DrawnLine(source=source, target=target, kind="flow", points=points)


@pytest.mark.parametrize(
    ("other", "doubtful"),
    [
        (arrow("c", "b", (0, 80), (90, 80), (90, 54), (100, 54)), True),  # two heads at one place
        (arrow("c", "b", (0, 80), (90, 80), (90, 65), (100, 65)), False),
        (arrow("c", "d", (94, 0), (94, 100)), True),  # just before a head
        (arrow("c", "d", (60, 0), (60, 100)), False),
        (arrow("c", "d", (0, 54), (100, 54)), True),  # side by side
        (arrow("c", "d", (0, 60), (100, 60)), False),
        (arrow("a", "d", (0, 50), (40, 50), (40, 90)), False),  # parts from it once
        (arrow("a", "d", (0, 50), (0, 90)), True),  # parts from it at once
    ],
)
def test_arrows_can_be_taken_for_each_other_at_their_ends_and_side_by_side(other: DrawnLine, doubtful: bool) -> None:  # noqa: FBT001
    assert doubts(scene(LINE, other))["doubtful lines"] == float(doubtful)


@pytest.mark.parametrize(("place", "strange"), [(40.0, 0.0), (56.0, 1.0), (61.0, 1.0)])
def test_a_label_must_be_nearest_to_its_own_line(place: float, strange: float) -> None:
    text = DrawnText(owner="a->b", text="words", rect=Rect(20, place, 30, 8), size=7, contrast=9)
    found = doubts(scene(LINE, arrow("c", "d", (0, 70), (100, 70)), texts=(text,)))
    assert found["doubtful labels"] == strange


def test_a_label_is_that_of_all_arrows_that_share_its_line() -> None:
    text = DrawnText(owner="a->b", text="words", rect=Rect(20, 40, 30, 8), size=7, contrast=9)
    other = arrow("c", "b", (0, 52), (50, 52), (50, 50), (100, 50))
    assert doubts(scene(LINE, other, texts=(text,)))["doubtful labels"] == 1
    assert doubts(scene(LINE, structs.replace(other, label_at="a->b"), texts=(text,)))["doubtful labels"] == 0


def test_without_arrows_there_is_no_doubt_to_measure() -> None:
    assert doubts(scene()) == {}


def test_a_label_that_is_nearer_to_a_twin_without_words_is_strange() -> None:
    twin = structs.replace(arrow("a", "b", (0, 70), (100, 70)), twin="Deny")
    text = DrawnText(owner="a->b: Deny", text="Deny", rect=Rect(20, 60, 30, 8), size=7, contrast=9)
    assert doubts(scene(LINE, twin, texts=(text,)))["doubtful labels"] == 0
    near = structs.replace(text, rect=Rect(20, 52, 30, 8))
    assert doubts(scene(LINE, twin, texts=(near,)))["doubtful labels"] == 1
