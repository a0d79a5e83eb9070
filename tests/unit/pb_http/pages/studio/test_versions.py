"""Versions side by side: what is compared of two plans, however long they are."""

import pytest

from pb_http.pages.studio.versions import MOST_COMPARED, differing

LONG = [f"line {number}" for number in range(20 * MOST_COMPARED)]


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        (["a", "b", "c"], ["a", "B", "c"], (["b"], ["B"])),
        (["a", "c"], ["a", "b", "c"], ([], ["b"])),
        (["a", "a"], ["a", "a", "a"], ([], ["a"])),
        (["a", "b"], ["a", "b"], ([], [])),
        (LONG, [*LONG[:9000], "new", *LONG[9000:]], ([], ["new"])),
        (LONG, [*LONG[:-1], "new"], (LONG[-1:], ["new"])),
    ],
    ids=["changed", "added", "repeated", "same", "added to many", "at the end of many"],
)
def test_what_both_have_is_not_compared(old: list[str], new: list[str], left: tuple[list[str], list[str]]) -> None:
    assert differing(old, new) == left
    assert differing(new, old) == left[::-1]


def test_a_plan_that_differs_everywhere_is_compared_at_its_beginning() -> None:
    other = [line if number % 2 else f"other {number}" for number, line in enumerate(LONG)]
    assert differing(LONG, other) == (LONG[:MOST_COMPARED], other[:MOST_COMPARED])
