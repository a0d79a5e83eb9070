"""One label for arrows that share a line and say the same, where that line has a place for it."""

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.composition.shared_labels import placed_labels
from pb_adapters.drawing.diagrams.label_places import Obstacles
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, Styling
from pb_core.domain.plane import Rect
from pb_core.ports.images import DrawRequest

FAN = tuple(Connection(source="a", target=name, label="reads") for name in "bcd")
WORDS = dict.fromkeys(range(3), "reads")
PATHS = (
    ((0.0, 50.0), (60.0, 50.0), (60.0, 10.0), (160.0, 10.0)),
    ((0.0, 50.0), (160.0, 50.0)),
    ((0.0, 50.0), (60.0, 50.0), (60.0, 90.0), (160.0, 90.0)),
)
GROUND = Obstacles(Rect(-20, -20, 220, 140), (), (), PATHS)


def test_arrows_that_leave_together_have_one_label_at_their_common_piece() -> None:
    with settings():
        found = placed_labels(FAN, WORDS, 7.0, GROUND)
    assert found.shared == {1: 0, 2: 0}
    assert set(found.tags) == {0}
    label = found.tags[0]
    assert label is not None
    assert label.rect.right <= 62
    assert not label.on_line


def test_arrows_that_arrive_together_have_one_label_before_their_target() -> None:
    turned = tuple(structs.replace(c, source=c.target, target=c.source) for c in FAN)
    with settings():
        ground = structs.replace(GROUND, paths=tuple(path[::-1] for path in PATHS))
        found = placed_labels(turned, WORDS, 7.0, ground)
    label = found.tags[0]
    assert found.shared == {1: 0, 2: 0}
    assert label is not None
    assert label.rect.right <= 62


def test_each_has_its_own_label_where_the_common_piece_has_no_place() -> None:
    walls = (Rect(-10, 30, 66, 18.5), Rect(-10, 51.5, 66, 20))
    with settings():
        found = placed_labels(FAN, WORDS, 7.0, structs.replace(GROUND, solid=walls))
    assert found.shared == {}
    rects = [tag.rect for tag in found.tags.values() if tag]
    assert len(rects) == 3
    assert all(rect.x >= 56 for rect in rects)


@pytest.mark.parametrize(
    ("connections", "words"),
    [
        (FAN, {0: "reads", 1: "writes", 2: "counts"}),
        (tuple(structs.replace(c, source=f"s{i}") for i, c in enumerate(FAN)), WORDS),
    ],
    ids=["other words", "other sources"],
)
def test_arrows_that_are_not_alike_have_their_own_labels(
    connections: tuple[Connection, ...], words: dict[int, str]
) -> None:
    with settings():
        found = placed_labels(connections, words, 7.0, GROUND)
    assert found.shared == {}
    assert set(found.tags) == {0, 1, 2}


def test_many_arrows_into_a_decision_with_the_same_words_are_drawn_with_fewer_labels() -> None:
    spec = read("flowchart LR\na[One] & b[Two] & c[Three] & d[Four] & e[Five] -->|defined by| q{Which?}").spec
    scene = render(DrawRequest(spec=spec, description="", styling=Styling())).scene
    assert scene is not None
    assert check_scene(scene, spec, None, width=scene.width) == ()
    assert {line.label_at for line in scene.lines} > {""}
