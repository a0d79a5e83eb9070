import pytest
from msgspec import structs

from pb_core.domain.diagrams.scene import CONNECTOR, Continuation, DrawnBox, DrawnLine, DrawnScene, DrawnText
from pb_core.domain.diagrams.tag_doubts import tag_doubts
from pb_core.domain.plane import Rect

TOLD = Continuation(source="a", target="b", kind="flow", letter="A", leaves="a A", arrives="b A")


def scene(arrives: Rect, *, words: float = 40.0) -> DrawnScene:
    """Block a above b and c, with an arrow from a to b told by letter, one from b to c, and words beside the first."""
    boxes = (
        DrawnBox(id="a", rect=Rect(0, 0, 60, 30), shape="rounded"),
        DrawnBox(id="b", rect=Rect(0, 100, 60, 30), shape="rounded"),
        DrawnBox(id="c", rect=Rect(0, 145, 60, 30), shape="rounded"),
        DrawnBox(id="a A", rect=Rect(10, 30, 20, 10), shape=CONNECTOR),
        DrawnBox(id="b A", rect=arrives, shape=CONNECTOR),
    )
    line = DrawnLine(source="b", target="c", kind="flow", points=((50, 130), (50, 145)))
    rects = (Rect(60, words, 30, 8), Rect(60, words + 8, 30, 8))
    texts = tuple(DrawnText(owner=TOLD.label_owner, text="word", rect=rect, size=7, contrast=9) for rect in rects)
    return DrawnScene(width=200, height=200, boxes=boxes, frames=(), lines=(line,), texts=texts, continuations=(TOLD,))


@pytest.mark.parametrize(
    ("arrives", "doubtful"),
    [
        (Rect(10, 90, 20, 10), 0),  # above its block, from where the arrow comes
        (Rect(10, 130, 20, 10), 1),  # below it, where it points into the next
        (Rect(60, 110, 20, 10), 0),  # beside it
    ],
)
def test_a_tag_that_leads_away_from_its_block_into_another_is_doubtful(arrives: Rect, doubtful: int) -> None:
    assert tag_doubts(scene(arrives)) == doubtful


def test_a_tag_at_the_far_side_of_its_block_is_not_where_no_block_follows() -> None:
    far = scene(Rect(10, 130, 20, 10))
    alone = tuple(box for box in far.boxes if box.id != "c")
    assert tag_doubts(structs.replace(far, boxes=alone)) == 0
    listed = structs.replace(TOLD, source="a line of a list")
    assert tag_doubts(structs.replace(far, continuations=(listed,))) == 0


@pytest.mark.parametrize(("x", "doubtful"), [(50.0, 0), (56.0, 1)])
def test_words_beside_a_tag_that_stand_by_a_line_are_doubtful_once(x: float, doubtful: int) -> None:
    drawn = scene(Rect(10, 90, 20, 10), words=130.0)
    line = structs.replace(drawn.lines[0], points=((x, 130), (x, 145)))
    assert tag_doubts(structs.replace(drawn, lines=(line,))) == doubtful


def test_a_tag_that_faces_where_its_arrow_comes_from_is_doubtful_beside_an_arrow_into_the_next_block() -> None:
    drawn = scene(Rect(10, 130, 20, 10))
    below = tuple(structs.replace(box, rect=Rect(0, 220, 60, 30)) if box.id == "a" else box for box in drawn.boxes)
    from_below = structs.replace(drawn, boxes=below)
    assert tag_doubts(from_below) == 1
    assert tag_doubts(structs.replace(from_below, lines=())) == 0
