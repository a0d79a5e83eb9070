import pytest

from pb_core.domain.diagrams.shared_pieces import Path, common_beginning, common_end
from pb_core.domain.plane import path_length

TRUNK: Path = ((0, 0), (0, 30), (40, 30))


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (TRUNK, TRUNK),
        (((0, 0), (0, 50)), ((0, 0), (0, 30))),
        (((0, 0), (0, 30), (20, 30), (20, 60)), ((0, 0), (0, 30), (20, 30))),
        (((0, 0), (0, 30), (-40, 30)), ((0, 0), (0, 30))),
        (((0, 0), (40, 0)), ((0, 0),)),
        (((5, 0), (5, 30)), ()),
    ],
    ids=["the same", "straight on", "a later fork", "two ways at a bend", "parted at once", "elsewhere"],
)
def test_paths_share_what_they_have_from_their_beginning_on(other: Path, shared: Path) -> None:
    assert common_beginning((TRUNK, other)) == common_beginning((other, TRUNK)) == shared
    assert common_end((TRUNK[::-1], other[::-1])) == shared[::-1]


def test_several_paths_share_what_all_of_them_do() -> None:
    shared = common_beginning((TRUNK, ((0, 0), (0, 50)), ((0, 0), (0, 20), (9, 20))))
    assert shared == ((0, 0), (0, 20))
    assert path_length(shared) == 20
