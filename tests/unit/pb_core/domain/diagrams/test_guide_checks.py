from collections.abc import Callable

import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams.guide_checks import guide_findings
from pb_core.domain.diagrams.scene import DrawnBox, DrawnFrame, DrawnGlyph, DrawnGuide, DrawnLine, DrawnScene, DrawnText
from pb_core.domain.findings import Check
from pb_core.domain.plane import Rect

LEFT = DrawnGuide(block="block", group="inside", start=(100, 40), end=(32, 102))
RIGHT = DrawnGuide(block="block", group="inside", start=(160, 40), end=(278, 102))
CLEAN = DrawnScene(
    width=400,
    height=300,
    boxes=(DrawnBox(id="block", rect=Rect(100, 10, 60, 30), shape="rounded"),),
    frames=(DrawnFrame(id="overview", rect=Rect(20, 2, 300, 50)), DrawnFrame(id="inside", rect=Rect(30, 100, 250, 90))),
    lines=(),
    texts=(),
    guides=(LEFT, RIGHT),
)
ON_THE_WAY = Rect(60, 60, 12, 20)


def with_guide(**fields: object) -> Callable[[DrawnScene], DrawnScene]:
    return lambda scene: replace(scene, guides=(replace(LEFT, **fields), RIGHT))


PLANTED: dict[str, tuple[Callable[[DrawnScene], DrawnScene], Check]] = {
    "it begins in the air": (with_guide(start=(95, 44)), Check.LINE_DETACHED),
    "it ends in the middle of a side": (with_guide(end=(80, 100)), Check.LINE_DETACHED),
    "it is of no block": (with_guide(block="x"), Check.LINE_DETACHED),
    "it passes through its block": (with_guide(start=(160, 10)), Check.LINE_THROUGH_BOX),
    "both cross": (
        lambda scene: replace(scene, guides=(replace(LEFT, end=RIGHT.end), replace(RIGHT, end=LEFT.end))),
        Check.LINE_OVERLAP,
    ),
    "a box stands there": (
        lambda scene: replace(scene, boxes=(*scene.boxes, DrawnBox(id="x", rect=ON_THE_WAY, shape="rounded"))),
        Check.LINE_THROUGH_BOX,
    ),
    "a panel of others": (
        lambda scene: replace(scene, frames=(*scene.frames, DrawnFrame(id="x", rect=ON_THE_WAY))),
        Check.LINE_THROUGH_BOX,
    ),
    "words": (
        lambda scene: replace(scene, texts=(DrawnText(owner="x", text="x", rect=ON_THE_WAY, size=8, contrast=9),)),
        Check.LINE_THROUGH_BOX,
    ),
    "a pictogram": (
        lambda scene: replace(scene, glyphs=(DrawnGlyph(owner="x", name="gear", rect=ON_THE_WAY),)),
        Check.LINE_THROUGH_BOX,
    ),
    "the legend": (lambda scene: replace(scene, legend=ON_THE_WAY), Check.LINE_THROUGH_BOX),
    "an arrow": (
        lambda scene: replace(
            scene, lines=(DrawnLine(source="x", target="y", kind="flow", points=((40, 70), (120, 70))),)
        ),
        Check.LINE_THROUGH_BOX,
    ),
}


def test_guides_between_facing_corners_are_clean_and_may_leave_the_panel_of_their_block() -> None:
    assert list(guide_findings(CLEAN)) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    plant, check = PLANTED[name]
    assert check in {finding.check for finding in guide_findings(plant(CLEAN))}
