import random

from pb_adapters.drawing.diagrams.composition.cuts import Row, lined_up


def row(*lengths: int, least: int = 10, panels: int | None = None) -> Row:
    count = len(lengths) if panels is None else panels
    return Row(list(lengths), [4] * (len(lengths) - 1), [least] * len(lengths), frozenset(range(count)))


def test_a_cut_near_to_one_of_a_row_with_more_panels_is_moved_there() -> None:
    above, below = row(30, 76), row(34, 34, 34)
    lined_up([above, below])
    assert (above.lengths, below.lengths) == ([34, 72], [34, 34, 34])


def test_a_cut_stays_far_from_others_where_a_panel_would_be_too_small_and_beside_what_is_no_panel() -> None:
    for above in (row(54, 52), row(30, 76, least=73), row(30, 76, panels=1)):
        before = list(above.lengths)
        lined_up([above, row(34, 34, 34)])
        assert above.lengths == before


def test_rows_keep_their_length_and_their_panels_the_least_that_they_need() -> None:
    dice = random.Random(5)  # noqa: S311 - lengths of panels
    for _ in range(200):
        rows = [row(*(dice.randrange(12, 50) for _ in range(dice.randrange(1, 5))), least=12) for _ in range(3)]
        before = [sum(one.lengths) for one in rows]
        lined_up(rows)
        assert [sum(one.lengths) for one in rows] == before
        assert min(length for one in rows for length in one.lengths) >= 12
