"""Names of parts that work are told from those of what passes through them."""

import pytest

from pb_adapters.planners.prose.kinds import works


@pytest.mark.parametrize(
    ("name", "doing"),
    [("fog sensor", True), ("path planner", True), ("noise removal step", False), ("HearthBot", True), ("seed", False),
     ("edge detection", True)],
)  # fmt: skip
def test_works(name: str, *, doing: bool) -> None:
    assert works(name) is doing
