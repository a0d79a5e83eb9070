import pytest

from pb_adapters.drawing.diagrams.label_places import Obstacles, label_shapes, place_labels, runs_on
from pb_adapters.drawing.shared.text_metrics import text_width
from pb_core.domain.plane import Point, Rect, overlap


def test_a_label_with_a_word_in_two_pieces_is_cut() -> None:
    ground = Obstacles(Rect(0, 0, 40, 60), (), (), (((5, 5), (5, 55)),))
    tag = place_labels({0: "interconnectedness"}, 7.0, ground)[0]
    whole = place_labels({0: "is in"}, 7.0, ground)[0]
    assert tag is not None
    assert whole is not None
    assert (tag.cut, whole.cut) == (True, False)


PAGE = Rect(0, 0, 200, 200)


def placed(text: str, *paths: tuple[Point, ...], exits: frozenset[int] = frozenset()) -> Rect:
    tag = place_labels({0: text}, 7.0, Obstacles(PAGE, (), (), paths, exits))[0]
    assert tag is not None
    return tag.rect


def test_a_label_stands_nearer_to_its_own_line_than_to_those_of_others() -> None:
    own, other = ((100.0, 20.0), (100.0, 180.0)), ((130.0, 20.0), (130.0, 180.0))
    assert placed("a few words", own).x > 100
    assert placed("a few words", own, other).right < 100


def test_a_label_between_lines_on_both_sides_stands_on_its_own_line() -> None:
    own, *others = (((10.0, y), (190.0, y)) for y in (100.0, 89.0, 111.0))
    ground = Obstacles(PAGE, (), (), (own, *others))
    tag = place_labels({0: "a few words"}, 7.0, ground)[0]
    assert tag is not None
    assert tag.on_line
    assert tag.rect.y + tag.rect.height / 2 == pytest.approx(100)
    alone = place_labels({0: "a few words"}, 7.0, Obstacles(PAGE, (), (), (own,)))[0]
    assert alone is not None
    assert not alone.on_line


def test_a_label_stands_outside_a_frame_that_its_arrow_only_passes() -> None:
    path, frame = ((100.0, 20.0), (100.0, 180.0)), Rect(40, 70, 120, 60)
    passed = place_labels({0: "a few words"}, 7.0, Obstacles(PAGE, (), (frame,), (path,)))[0]
    assert passed is not None
    assert not overlap(passed.rect, frame)
    into = (100.0, 75.0), (100.0, 125.0)
    own = place_labels({0: "a few words"}, 7.0, Obstacles(PAGE, (), (frame,), (into,)))[0]
    assert own is not None
    assert overlap(own.rect, frame)


def test_a_label_stands_on_the_side_of_its_line_where_it_leaves_the_margin_of_the_page_free() -> None:
    wide = text_width("words", 7.0)
    for room, beside in ((8, False), (2, True)):
        x = 200 - wide - 3 - room  # the line, so that so many points are left beside its label
        assert (placed("words", ((x, 20.0), (x, 180.0))).x < x) == beside


def test_a_line_too_short_for_its_label_is_not_interrupted() -> None:
    own, *others = (((80.0, y), (115.0, y)) for y in (100.0, 89.0, 111.0))
    tag = place_labels({0: "a few words"}, 7.0, Obstacles(PAGE, (), (), (own, *others)))[0]
    assert tag is None or not tag.on_line


def test_an_answer_stands_where_its_arrow_leaves_the_decision() -> None:
    path = (20.0, 20.0), (40.0, 20.0), (40.0, 180.0)
    assert placed("yes", path).y > 80
    answer = placed("yes", path, exits=frozenset({0}))
    assert answer.bottom <= 20
    assert answer.x >= 20


@pytest.mark.parametrize(
    ("text", "parts"),
    [("self-conditioning", {"self-", "conditioning"}), ("creates", {"creates"}), ("run_live(queue)", None)],
)
def test_words_are_broken_at_their_joints_only(text: str, parts: set[str] | None) -> None:
    shapes = label_shapes(text, 7.0)
    assert all("".join(lines) == text for lines in shapes)
    if parts:
        assert {line for lines in shapes for line in lines} <= {text, *parts}


def test_a_name_of_code_in_a_label_is_whole_on_each_line() -> None:
    shapes = label_shapes("storeVulnerabilitiesBatch, getStatistics, getVulnerabilities", 7.0)
    assert all(any("storeVulnerabilitiesBatch," in line for line in lines) for lines in shapes)
    assert max(map(len, shapes)) > 2


def test_a_label_keeps_away_from_a_title_that_it_would_lengthen() -> None:
    title, path = Rect(60, 15, 36, 12), ((100.0, 10.0), (100.0, 60.0))
    ground = Obstacles(PAGE, (title,), (), (path,), titles=(title,))
    tag = place_labels({0: "words"}, 7.0, ground)[0]
    assert tag is not None
    assert not runs_on(tag.rect, (title,))


def test_labels_beside_each_other_do_not_read_as_one() -> None:
    paths = (((20.0, 100.0), (75.0, 100.0)), ((77.0, 100.0), (130.0, 100.0)))
    tags = place_labels({0: "of the first", 1: "of the other"}, 7.0, Obstacles(PAGE, (), (), paths))
    first, other = tags[0], tags[1]
    assert first is not None
    assert other is not None
    assert not runs_on(first.rect, (other.rect,))
