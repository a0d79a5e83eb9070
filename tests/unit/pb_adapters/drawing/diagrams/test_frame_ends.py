import pytest

from pb_adapters.drawing.diagrams.frame_ends import at_frames, is_at
from pb_core.domain.diagrams.spec import Connection
from pb_core.domain.plane import Point, Rect

LEFT, RIGHT = Rect(0, 0, 100, 80), Rect(140, 0, 100, 80)
FRAMES = {"l": LEFT, "r": RIGHT}
ACROSS = ((60.0, 40.0), (180.0, 40.0))


def cut(path: tuple[Point, ...], source: str | None, target: str | None) -> tuple[Point, ...]:
    connection = Connection(source="a", target="b", source_group=source, target_group=target)
    return at_frames([path], [connection], FRAMES)[0]


@pytest.mark.parametrize(
    ("source", "target", "ends"),
    [
        (None, None, ACROSS),
        ("l", None, ((100, 40), (180, 40))),
        (None, "r", ((60, 40), (140, 40))),
        ("l", "r", ((100, 40), (140, 40))),
        ("unknown", None, ACROSS),
    ],
)
def test_an_arrow_of_a_group_begins_and_ends_at_its_frame(
    source: str | None, target: str | None, ends: tuple[Point, ...]
) -> None:
    assert cut(ACROSS, source, target) == ends


def test_corners_within_a_frame_go_and_those_outside_stay() -> None:
    path = ((60.0, 40.0), (60.0, 60.0), (120.0, 60.0), (120.0, 100.0), (200.0, 100.0), (200.0, 40.0))
    assert cut(path, "l", "r") == ((100, 60), (120, 60), (120, 100), (200, 100), (200, 80))


def test_a_path_that_leaves_a_frame_twice_begins_where_it_leaves_for_good() -> None:
    path = ((60.0, 40.0), (120.0, 40.0), (120.0, 60.0), (50.0, 60.0), (50.0, 120.0))
    assert cut(path, "l", None) == ((50, 80), (50, 120))


def test_an_arrow_of_which_too_little_would_be_left_stays() -> None:
    path = ((60.0, 40.0), (104.0, 40.0))
    assert cut(path, "l", None) == path


def test_it_is_known_at_which_frame_a_path_ends() -> None:
    assert is_at(cut(ACROSS, "l", None), LEFT, start=True)
    assert not is_at(cut(ACROSS, "l", None), RIGHT, start=False)
    assert is_at(cut(ACROSS, "l", "r"), RIGHT, start=False)


STEP = ((60.0, 70.0), (120.0, 70.0), (120.0, 20.0), (180.0, 20.0))


def test_a_step_between_two_frames_goes() -> None:
    assert cut(STEP, "l", "r") == ((100, 20), (140, 20))
    assert cut(STEP, "l", None) == ((100, 20), (180, 20))


def test_an_arrow_is_straight_only_clear_of_others_and_of_boxes_and_within_the_side_of_its_frame() -> None:
    connection = Connection(source="a", target="b", source_group="l", target_group="r")
    bent = ((100, 70), (120, 70), (120, 20), (140, 20))
    passing = ((110.0, 0.0), (110.0, 30.0)), ((130.0, 60.0), (130.0, 90.0))
    beside = [connection, *(Connection(source=n, target="x") for n in "cd")]
    assert at_frames([STEP, *passing], beside, FRAMES)[0] == bent
    assert at_frames([STEP], [connection], FRAMES, [Rect(105, 15, 8, 8), Rect(128, 65, 8, 8)])[0] == bent
    assert at_frames([STEP], [connection], {"l": Rect(0, 60, 100, 20), "r": Rect(140, 0, 100, 30)})[0] == bent
