"""Parts stand in the frame of their whole, unless an arrow begins or ends at the whole."""

import pytest

from pb_adapters.planners.prose.boxes import Figure
from pb_adapters.planners.prose.parts import lay_out_parts
from pb_adapters.planners.prose.reading import read


def figure(source: str, *refused: str) -> Figure:
    found = Figure(boxes={}, arrows=[], frames=[])
    lay_out_parts(read(source, ""), found, refused)
    return found


def test_a_whole_with_parts_is_a_frame() -> None:
    found = figure("A 4-layer U-Net with skip connections.")
    assert [(frame.title, frame.repeat) for frame in found.frames] == [("U-Net", 4)]
    assert [(box.label, box.group) for box in found.boxes.values()] == [("skip connections", 0)]
    assert found.named


def test_a_whole_at_an_arrow_stays_a_box() -> None:
    found = figure("A U-Net with skip connections followed by a CNN.")
    assert [(box.label, box.detail) for box in found.boxes.values()] == [
        ("U-Net", "with skip connections"),
        ("CNN", ""),
    ]
    assert [(arrow.source, arrow.target) for arrow in found.arrows] == [("u-net", "cnn")]


@pytest.mark.parametrize("refused", ["cnn", "u-net->cnn"])
def test_what_is_refused_does_not_come_back(refused: str) -> None:
    assert figure("A U-Net followed by a CNN.", refused).arrows == []
