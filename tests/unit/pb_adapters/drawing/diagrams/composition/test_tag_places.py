"""Where a lettered tag may stand at its box."""

import pytest

from pb_adapters.drawing.diagrams.composition.continuations import Tag
from pb_adapters.drawing.diagrams.composition.tag_places import Ground, tag_places
from pb_adapters.drawing.diagrams.label_places import runs_on
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import DrawnBox
from pb_core.domain.plane import Rect, inset, overlap


@pytest.mark.parametrize("side", [-1, 1])
def test_a_tag_may_stand_beside_a_pictogram_whose_words_are_wider(side: int) -> None:
    glyph, words = Rect(50, 50, 20, 20), Rect(30, 72, 60, 10)
    around = Rect(30, 50, 60, 32)
    pictogram = DrawnBox(id="p", rect=around, shape="picture", parts=(glyph, words))
    other = DrawnBox(id="o", rect=Rect(60 + 100 * side, 50, 20, 20), shape="rounded")
    ground = Ground(Rect(-90, 0, 400, 200), {"p": pictogram, "o": other}, {}, (("p", words),), (), ())
    tag = Tag(name="t", words="→ A", box="p", others=("o",), leaves=True)
    with settings():
        rects = [place.rect for _, place in tag_places(tag, 7.0, ground)]
    beside = [rect for rect in rects if rect.bottom < words.y]
    assert any(rect.x > glyph.right if side > 0 else rect.right < glyph.x for rect in beside)
    assert not any(overlap(rect, part) for rect in rects for part in pictogram.parts)


@pytest.mark.parametrize("height", [40, 160])
def test_a_tag_stands_where_its_arrow_points_into_the_block_and_never_at_the_far_side(height: int) -> None:
    """The partner is far to the right and a little higher or lower; an arrow leaves the block on its right."""
    block = DrawnBox(id="b", rect=Rect(100, 100, 80, 30), shape="rounded")
    partner = DrawnBox(id="o", rect=Rect(400, height, 80, 30), shape="rounded")
    ground = Ground(
        Rect(0, 0, 600, 300), {"b": block, "o": partner}, {}, (), (((180.0, 115.0), (300.0, 115.0)),), (("b", "x"),)
    )
    tag = Tag(name="t", words="A →", box="b", others=("o",))
    with settings():
        _, best = min(tag_places(tag, 7.0, ground), key=lambda option: option[0])
    assert (best.rect.bottom <= block.rect.y) == (height < block.rect.y)


def test_a_tag_keeps_away_from_the_words_of_another_arrow() -> None:
    box, other = (DrawnBox(id=name, rect=Rect(50, y, 60, 20), shape="rounded") for name, y in (("b", 100), ("o", 20)))
    words = Rect(66, 84, 20, 8)
    ground = Ground(Rect(0, 0, 200, 200), {"b": box, "o": other}, {}, (("x->y", words),), (), ())
    tag = Tag(name="t", words="A →", box="b", others=("o",))
    with settings():
        best = min(tag_places(tag, 7.0, ground), key=lambda place: place[0])[1]
    assert not overlap(inset(best.rect, -5.0), words)


def best_label(ground: Ground) -> tuple[Rect, Rect]:
    """The best place of a tag that leaves ``b`` for ``o`` and of the words beside it."""
    tag = Tag(name="t", words="→ A", box="b", others=("o",), label="some words", leaves=True)
    with settings():
        best = min(tag_places(tag, 7.0, ground), key=lambda option: option[0])[1]
    assert best.label is not None
    return best.rect, best.label.rect


def test_the_words_of_a_tag_stand_beside_it_within_its_panel() -> None:
    block = DrawnBox(id="b", rect=Rect(60, 60, 100, 30), shape="rounded")
    partner = DrawnBox(id="o", rect=Rect(60, 200, 100, 30), shape="rounded")
    panel = Rect(50, 40, 120, 58.7)
    tag, words = best_label(Ground(Rect(0, 0, 300, 300), {"b": block, "o": partner}, {"p": panel}, (), (), ()))
    assert tag.y > block.rect.bottom
    assert words.bottom < panel.bottom
    assert words.y > block.rect.bottom


def test_the_words_of_a_tag_do_not_lengthen_a_title() -> None:
    block = DrawnBox(id="b", rect=Rect(60, 60, 100, 30), shape="rounded")
    partner = DrawnBox(id="o", rect=Rect(60, 0, 100, 20), shape="rounded")
    title = Rect(58, 46, 48, 12)
    _, words = best_label(Ground(Rect(0, 0, 300, 300), {"b": block, "o": partner}, {}, (("p", title),), (), ()))
    assert not runs_on(words, (title,))


def test_a_tag_stands_at_a_side_that_looks_away_rather_than_where_the_contrary_arrives() -> None:
    """The partner is above, and so is the arrow that arrives at the block; a neighbour stands near below its left."""
    rects = {"b": Rect(100, 100, 60, 20), "o": Rect(100, 20, 60, 20), "n": Rect(60, 131, 60, 20)}
    boxes = {name: DrawnBox(id=name, rect=rect, shape="rounded") for name, rect in rects.items()}
    panel = Rect(96, 90, 68, 90)
    path = ((130.0, 40.0), (130.0, 100.0))
    ground = Ground(Rect(0, 0, 300, 300), boxes, {"p": panel}, (), (path,), (("o", "b"),))
    tag = Tag(name="t", words="→ A", box="b", others=("o",), leaves=True)
    with settings():
        best = min(tag_places(tag, 7.0, ground), key=lambda place: place[0])[1]
    assert best.side == (0, 1)
    assert best.rect.x > rects["n"].right
