from pb_core.domain.diagrams.scene import CONNECTOR, Continuation, DrawnBox, DrawnLine, blocks_of
from pb_core.domain.plane import Rect
from support.scenes import SCENE, replace


def test_a_line_is_named_as_its_connection() -> None:
    assert DrawnLine(source="a", target="b", kind="flow", points=((0, 0), (1, 0))).name == "a->b"


def test_a_tag_is_no_block() -> None:
    tag = DrawnBox(id="a leaves A", rect=Rect(0, 0, 9, 9), shape=CONNECTOR)
    assert blocks_of(replace(SCENE, boxes=(*SCENE.boxes, tag))) == SCENE.boxes


def test_a_box_of_parts_has_their_outline() -> None:
    parts = (Rect(2, 0, 4, 4), Rect(0, 4, 8, 4))
    box = DrawnBox(id="a", rect=Rect(0, 0, 8, 8), shape="rounded")
    assert box.outline == ((0, 0), (8, 0), (8, 8), (0, 8))
    assert (2, 4) in replace(box, parts=parts).outline


def test_the_label_of_an_arrow_told_by_letter_stands_at_the_tag_that_leaves() -> None:
    told = Continuation(source="a", target="b", kind="flow", letter="A", leaves="a leaves A", arrives="b arrives A")
    assert [told.label_owner, replace(told, source_group="g").label_owner] == ["a->a leaves A", "g->a leaves A"]
