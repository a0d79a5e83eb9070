from itertools import combinations

import pytest

from pb_adapters.drawing.diagrams.legend_keys import key_runs, keys_height
from pb_adapters.drawing.shared.palettes import colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import LEGEND, LabelKey
from pb_core.domain.diagrams.spec import Palette
from pb_core.domain.plane import Rect, overlap, within
from pb_core.domain.print_styling import Theme

HARBOR = colours(Palette.HARBOR, Theme.PRINT)
LABELS = ("reads", "depth of coverage / low coverage positions / ambiguous positions", "a tree", "plots")
KEYS = tuple(LabelKey(f"({number})", label) for number, label in enumerate(LABELS, 1))


@pytest.mark.parametrize("width", [120.0, 230.0, 460.0])
def test_every_sign_and_label_stands_within_the_room_and_apart(width: float) -> None:
    with settings():
        room = Rect(10.0, 20.0, width, keys_height(KEYS, width))
        runs = list(key_runs(KEYS, room, HARBOR))
        assert all(within(run.rect, room) for run in runs)
        assert not any(overlap(one.rect, other.rect, 0.5) for one, other in combinations(runs, 2))
    assert {run.owner for run in runs} == {LEGEND}
    assert "".join(run.text for run in runs).replace(" ", "") == "".join(k.sign + k.label for k in KEYS).replace(
        " ", ""
    )


def test_short_labels_share_lines_where_there_is_room() -> None:
    short = tuple(LabelKey(f"({number})", "word") for number in range(1, 5))
    with settings():
        assert keys_height(short, 460.0) < keys_height(short, 60.0)


def test_no_labels_take_no_room() -> None:
    assert keys_height((), 200.0) == 0
    assert list(key_runs((), Rect(0, 0, 200, 0), HARBOR)) == []
