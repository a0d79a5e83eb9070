import random
from collections.abc import Iterable

from pb_adapters.drawing.diagrams.composition.cuts import Row, lined_up


def row(*lengths: int, least: int = 10, panels: Iterable[int] | None = None) -> Row:
    places = range(len(lengths)) if panels is None else panels
    return Row(list(lengths), [4] * (len(lengths) - 1), [least] * len(lengths), frozenset(places))


def test_a_cut_near_to_one_of_a_row_with_more_panels_is_moved_there() -> None:
    above, below = row(30, 76), row(34, 34, 34)
    lined_up([above, below])
    assert (above.lengths, below.lengths) == ([34, 72], [34, 34, 34])


def test_a_cut_stays_far_from_others_and_where_a_panel_would_be_too_small() -> None:
    for above in (row(54, 52), row(30, 76, least=73)):
        before = list(above.lengths)
        lined_up([above, row(34, 34, 34)])
        assert above.lengths == before


def test_a_panel_beside_what_is_none_begins_where_one_above_begins() -> None:
    above, below = row(50, 50), row(20, 22, 54, panels=[2])
    above.spaces = [8]
    lined_up([above, below])
    assert below.begins == above.spans()[1][0] == 58


def test_the_gap_between_two_panels_becomes_as_wide_as_that_above() -> None:
    above, below = row(30, 30, 30), row(28, 66)
    above.spaces = [8, 4]
    lined_up([above, below])
    assert below.spans() == [(0, 30), (38, 98)]


def test_a_panel_ends_before_one_that_begins_near_its_end_in_another_row() -> None:
    above, below = row(20, 26, 40, panels=[2]), row(52, 20, 18, panels=[0])
    lined_up([above, below])
    assert (above.begins, below.spans()[0]) == (54, (0, 50))


def test_all_that_is_no_panel_makes_room_for_one() -> None:
    above, below = row(40, 50), row(34, 10, 42, panels=[2])
    lined_up([above, below])
    assert below.spans() == [(0, 26), (30, 40), (44, 94)]


def test_panels_after_and_before_what_is_none_begin_and_end_alike_and_others_of_the_rows_make_room() -> None:
    for mirrored in (False, True):
        rows = [row(10, 30, 12, 30, panels=[1, 3]), row(26, 64, panels=[1])]
        rows = [one.mirrored() for one in rows] if mirrored else rows
        lined_up(rows)
        rows = [one.mirrored() for one in rows] if mirrored else rows
        assert rows[0].begins == rows[1].begins == 30
        assert min(rows[0].lengths) >= 10


def test_rows_that_cannot_begin_alike_stay() -> None:
    rows = [row(10, 12, 12, panels=[1, 2]), row(40, 20, panels=[1], least=40)]
    before = [list(one.lengths) for one in rows]
    lined_up(rows)
    assert [one.lengths for one in rows] == before


def test_rows_keep_their_length_and_their_panels_the_least_that_they_need() -> None:
    dice = random.Random(5)  # noqa: S311 - lengths of panels
    for _ in range(200):
        rows = [row(*(dice.randrange(12, 50) for _ in range(dice.randrange(1, 5))), least=12) for _ in range(3)]
        for one in rows:
            one.panels = frozenset(i for i in range(len(one.lengths)) if dice.random() < 0.6)
        before = [sum(one.lengths) + sum(one.spaces) for one in rows]
        lined_up(rows)
        assert [sum(one.lengths) + sum(one.spaces) for one in rows] == before
        assert min(length for one in rows for length in one.lengths) >= 12
