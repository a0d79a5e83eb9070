import msgspec
import pytest

from pb_adapters.drawing.diagrams.state_marks import SIDE, state_marks
from pb_core.domain.diagrams.scene import DrawnBox, DrawnLine, DrawnScene, DrawnText
from pb_core.domain.diagrams.spec import DiagramSpec, Element
from pb_core.domain.plane import Rect, overlap

replace = msgspec.structs.replace
SPEC = DiagramSpec(elements=(Element(id="a", label="Frozen encoder"), Element(id="b", label="Decoder")))
BOX = DrawnBox(id="a", rect=Rect(50, 40, 100, 40), shape="block")
SCENE = DrawnScene(width=300, height=120, boxes=(BOX,), frames=(), lines=(), texts=())


def covering(*rects: Rect) -> DrawnScene:
    texts = tuple(DrawnText(owner="a", text="x", rect=rect, size=8, contrast=9) for rect in rects)
    return replace(SCENE, texts=texts)


def test_a_mark_stands_in_the_upper_right_corner() -> None:
    (mark,) = state_marks(SCENE, SPEC)
    assert (mark.owner, mark.name) == ("a", "snowflake")
    assert mark.rect.right == pytest.approx(BOX.rect.right - 2)
    assert mark.rect.y == pytest.approx(BOX.rect.y + 2)
    assert mark.rect.width == SIDE


def test_an_element_without_a_state_has_no_mark() -> None:
    other = replace(SCENE, boxes=(replace(BOX, id="b"), replace(BOX, id="a group")))
    assert state_marks(other, SPEC) == ()


def test_sheets_behind_a_block_are_left_out() -> None:
    repeated = DiagramSpec(elements=(Element(id="a", label="Frozen encoder", repeat=4),))
    (mark,) = state_marks(SCENE, repeated)
    assert mark.rect.right < BOX.rect.right - 4
    assert mark.rect.y > BOX.rect.y + 4


def test_a_mark_gives_way_to_words_and_arrows() -> None:
    right, left = Rect(125, 40, 25, 20), Rect(50, 40, 25, 20)
    (mark,) = state_marks(covering(right), SPEC)
    assert mark.rect.x == pytest.approx(BOX.rect.x + 2)
    (mark,) = state_marks(covering(Rect(125, 48, 15, 20), left), SPEC)
    assert mark.rect.right > BOX.rect.right
    arrow = DrawnLine(source="b", target="a", kind="flow", points=((145, 0), (145, 60)))
    (mark,) = state_marks(replace(SCENE, lines=(arrow,)), SPEC)
    assert mark.rect.x == pytest.approx(BOX.rect.x + 2)


def test_without_a_place_there_is_no_mark() -> None:
    assert state_marks(covering(Rect(40, 30, 120, 30)), SPEC) == ()
    assert state_marks(replace(SCENE, boxes=(BOX, replace(BOX, id="b", rect=Rect(40, 30, 120, 30)))), SPEC) == ()


def test_two_marks_never_overlap() -> None:
    spec = DiagramSpec(elements=(SPEC.elements[0], Element(id="b", label="Trainable decoder")))
    tight = replace(
        SCENE, boxes=(replace(BOX, rect=Rect(50, 40, 14, 14)), replace(BOX, id="b", rect=Rect(66, 40, 14, 14)))
    )
    marks = state_marks(tight, spec)
    assert not any(overlap(a.rect, b.rect) for i, a in enumerate(marks) for b in marks[:i])
