"""Plans with more than figures can hold are drawn all the same, in bounded work, and what was done is said."""

import itertools

import pytest

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.composition.search import Page, promising, sketched
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.search import best_composition
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling
from pb_core.ports.images import DrawRequest
from support.diagrams import random_spec


def scene_of(spec: DiagramSpec, ratio: str | None = None) -> DrawnScene:
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(), aspect_ratio=ratio)).scene
    assert scene is not None
    assert check_scene(scene, spec, ratio) == ()
    return scene


def crowd(boxes: int, arrows: int, groups: int = 0) -> DiagramSpec:
    """Boxes with arrows from each to others that are everywhere."""
    pairs = [(i, (i * 7 + 11 * step + 1) % boxes) for step in range(1, 4) for i in range(boxes)]
    links = [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]][:arrows]
    return DiagramSpec(
        elements=tuple(
            Element(id=f"e{i}", label=f"Part {i} of it", group=f"g{i * groups // boxes}" if groups else None)
            for i in range(boxes)
        ),
        groups=tuple(Group(id=f"g{i}", title=f"Stage {i}") for i in range(groups)),
        connections=tuple(Connection(source=f"e{s}", target=f"e{t}") for s, t in links),
    )


def complete(boxes: int) -> DiagramSpec:
    """Boxes that are all joined with each other."""
    names = [f"e{i}" for i in range(boxes)]
    return DiagramSpec(
        elements=tuple(Element(id=name, label=f"Part {name}") for name in names),
        connections=tuple(Connection(source=s, target=t) for s, t in itertools.combinations(names, 2)),
    )


@pytest.mark.parametrize("spec", [crowd(60, 150), crowd(40, 120, groups=4)])
def test_more_arrows_than_lines_have_room_for_are_told_by_number(spec: DiagramSpec) -> None:
    scene = scene_of(spec)
    assert not scene.lines
    assert len(scene.references) == len(spec.connections)
    assert not scene.folds
    assert f"the {len(spec.connections)} connections have no room as lines" in scene.notes[0]


def test_arrows_that_have_room_are_lines_however_many() -> None:
    assert len(scene_of(complete(8)).lines) == 28


def test_no_more_is_drawn_up_than_the_effort_allows() -> None:
    spec = random_spec(3, largest=14)
    effort = Effort(1)
    with settings():
        assert promising(sketched(spec, Styling(), Page(), Detail()))
        found, _ = best_composition(spec, Styling(), None, None, Detail(), effort)
    assert found is None
    assert effort.spent
