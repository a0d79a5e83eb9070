"""Letters in place of long arrows: those that ask for them, and only as many as help."""

import itertools
import re

from pb_adapters.drawing.diagrams import render
from pb_core.domain.diagrams.drawn_names import drawn_names
from pb_core.domain.diagrams.line_measures import overlong
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Styling
from pb_core.ports.images import DrawRequest

NAMES = [f"e{i}" for i in range(12)]
PANELS = DiagramSpec(
    elements=tuple(Element(id=name, label=f"Part {i}", group=f"g{i // 3}") for i, name in enumerate(NAMES)),
    connections=tuple(Connection(source=s, target=t) for s, t in itertools.pairwise(NAMES)),
    groups=tuple(Group(id=f"g{i}", title=f"Stage {i}") for i in range(4)),
)
FAR = (("e0", "e11"), ("e1", "e10"), ("e2", "e7"), ("e0", "e8"), ("e3", "e11"))
TANGLED = DiagramSpec(
    elements=PANELS.elements,
    groups=PANELS.groups,
    connections=(*PANELS.connections, *(Connection(source=s, target=t) for s, t in FAR)),
)


def scene_of(spec: DiagramSpec) -> DrawnScene:
    scene = render(DrawRequest(spec=spec, description="", styling=Styling())).scene
    assert scene is not None
    assert check_scene(scene, spec, None) == ()
    return scene


def test_a_plan_whose_arrows_are_short_has_no_letters() -> None:
    assert scene_of(PANELS).continuations == ()


def test_relations_between_far_panels_are_told_by_letter() -> None:
    scene = scene_of(TANGLED)
    assert scene.continuations
    assert len(overlong(scene.lines, scene.width)) <= 2
    assert {(told.source, told.target) for told in scene.continuations} <= {*FAR, *itertools.pairwise(NAMES)}
    assert len(scene.lines) + len(scene.continuations) == len(TANGLED.connections)


def test_each_group_of_the_svg_has_the_name_by_which_its_part_is_found() -> None:
    drawn = render(DrawRequest(spec=TANGLED, description="", styling=Styling(), formats=frozenset({"png", "svg"})))
    assert drawn.scene is not None
    (svg,) = (picture.data.decode() for picture in drawn.pictures if picture.format == "svg")
    groups = set(re.findall(r'<g id="((?:element|arrow|panel)-[^"]*)"', svg))
    names = set(itertools.chain.from_iterable(drawn_names(TANGLED, drawn.scene.continuations)))
    labels = {
        f"element-{told.label_owner.replace('->', '-to-').replace(' ', '-')}" for told in drawn.scene.continuations
    }
    assert names - labels == groups  # none of these arrows has words
