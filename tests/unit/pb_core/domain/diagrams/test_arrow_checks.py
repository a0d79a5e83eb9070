import pytest

from pb_core.domain.diagrams.arrow_checks import arrow_findings
from pb_core.domain.diagrams.scene import DrawnBox, DrawnLine, DrawnScene
from pb_core.domain.findings import Check
from pb_core.domain.plane import Rect
from support.scenes import SCENE, box, line, replace


def test_an_arrow_of_a_frame_must_touch_it() -> None:
    def ending(x: float, frame: str) -> DrawnScene:
        first = replace(SCENE.lines[0], points=((70, 75), (x, 75)), target_frame=frame)
        return replace(SCENE, lines=(first, *SCENE.lines[1:]))

    def detached(scene: DrawnScene) -> bool:
        return any(finding.check is Check.LINE_DETACHED for finding in arrow_findings(scene))

    assert not detached(ending(125, "g"))
    assert detached(ending(140, "g"))
    assert detached(ending(125, ""))


@pytest.mark.parametrize(
    ("source", "kind", "faults"),
    [("a", "flow", []), ("c", "flow", [Check.LINE_OVERLAP]), ("a", "skip", [Check.LINE_OVERLAP])],
)
def test_arrows_share_a_line_only_from_a_common_source_and_of_one_kind(
    source: str, kind: str, faults: list[Check]
) -> None:
    boxes = tuple(
        DrawnBox(id=name, rect=Rect(x, y, 20, 10), shape="rounded")
        for name, x, y in (("a", 10, 40), ("b", 80, 20), ("c", 10, 49.9), ("d", 80, 70))
    )
    lines = (
        DrawnLine(source="a", target="b", kind="flow", points=((30, 49.9), (60, 49.9), (60, 25), (80, 25))),
        DrawnLine(source=source, target="d", kind=kind, points=((30, 49.9), (60, 49.9), (60, 75), (80, 75))),
    )
    scene = DrawnScene(width=120, height=100, boxes=boxes, frames=(), lines=lines, texts=())
    assert [finding.check for finding in arrow_findings(scene)] == faults


def test_an_arrow_on_the_outline_of_a_box_is_found() -> None:
    boxes = (box("a", 10, 10), box("b", 200, 10), box("c", 100, 40))
    along = line("a", "b", (70, 30), (80, 30), (80, 40), (190, 40), (190, 30), (200, 30))
    beside = line("a", "b", (70, 30), (80, 30), (80, 36), (190, 36), (190, 30), (200, 30))
    scenes = [
        DrawnScene(width=300, height=100, boxes=boxes, frames=(), lines=(drawn,), texts=()) for drawn in (along, beside)
    ]
    assert [[finding.detail for finding in arrow_findings(scene)] for scene in scenes] == [
        ["the arrow a->b runs along the border of 'c'"],
        [],
    ]
