from msgspec.structs import replace

from pb_core.domain.diagrams.gatherings import DrawnConnections, gathering_faults
from pb_core.domain.diagrams.scene import DrawnFrame, DrawnLine, DrawnScene, Gathering
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group
from pb_core.domain.plane import Rect

SPEC = DiagramSpec(
    elements=(Element(id="x", label="X"), *(Element(id=name, label=name, group="g") for name in "abc")),
    connections=tuple(Connection(source="x", target=name, label=name) for name in "abc"),
    groups=(Group(id="g", title="Panel"),),
)
TOLD = tuple(
    Gathering(source="x", target=name, kind="flow", drawn_source="x", drawn_target="b", target_group="g")
    for name in "abc"
)
LINE = DrawnLine(source="x", target="b", kind="flow", points=((0, 50), (40, 50)), target_frame="g")
SCENE = DrawnScene(
    width=100,
    height=100,
    boxes=(),
    frames=(DrawnFrame(id="g", rect=Rect(40, 0, 50, 100)),),
    lines=(LINE,),
    texts=(),
    gatherings=TOLD,
)


def faults(scene: DrawnScene, spec: DiagramSpec = SPEC) -> list[str]:
    return [why for _, why in gathering_faults(scene, spec)]


def test_each_connection_is_drawn_as_the_arrow_at_the_panel_with_its_own_label() -> None:
    drawn = DrawnConnections(TOLD).of(SPEC.connections[0])
    assert (drawn.ends, drawn.name, drawn.label) == (("x", "g"), "x->b", "a")
    other = Connection(source="x", target="a", kind=ConnectionKind.CONTROL)
    assert DrawnConnections(TOLD).of(other) is other


def test_an_arrow_that_stands_for_all_blocks_of_a_panel_is_true() -> None:
    assert faults(SCENE) == []


def test_it_must_meet_the_edge() -> None:
    inside = replace(SCENE, lines=(replace(LINE, target_frame=""),))
    assert faults(inside) == ["the arrow x->b does not meet the edge of the panel that it is drawn for"]


def test_it_must_stand_for_every_block_and_for_nothing_that_the_plan_has_not() -> None:
    false = ["the arrow x->b at the edge of a panel is not that of each block in it"]
    assert faults(replace(SCENE, gatherings=TOLD[1:])) == false
    assert faults(SCENE, replace(SPEC, connections=SPEC.connections[1:])) == false
    assert faults(SCENE, replace(SPEC, elements=(*SPEC.elements, Element(id="d", label="d", group="g")))) == false
