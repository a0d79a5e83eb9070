import pytest

from pb_core.domain.diagrams.pruning import without
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.diagrams.zooms import without_lost_zooms, zooms_of

INPUT, BLOCK = Element(id="input", label="Input"), Element(id="block", label="Encoder")
LAYER = Element(id="layer", label="Layer", group="inside")
INSIDE = Group(id="inside", title="encoder ")


def plan(*elements: Element, groups: tuple[Group, ...] = (INSIDE,), arrows: tuple[str, ...] = ()) -> DiagramSpec:
    pairs = (arrow.split() for arrow in arrows)
    return DiagramSpec(
        elements=elements, groups=groups, connections=tuple(Connection(source=s, target=t) for s, t in pairs)
    )


def test_one_name_of_an_element_and_a_group_elsewhere_is_a_zoom() -> None:
    assert zooms_of(plan(INPUT, BLOCK, LAYER, arrows=("input block",))) == {"block": "inside"}


@pytest.mark.parametrize(
    "spec",
    [
        plan(INPUT, LAYER),
        plan(BLOCK, groups=(INSIDE,)),
        plan(BLOCK, Element(id="twin", label="encoder"), LAYER),
        plan(
            BLOCK, LAYER, Element(id="b", label="B", group="other"), groups=(INSIDE, Group(id="other", title="ENCODER"))
        ),
        plan(LAYER, Element(id="block", label="Encoder", group="inside")),
        plan(
            LAYER,
            Element(id="block", label="Encoder", group="deep"),
            groups=(INSIDE, Group(id="deep", title="Deep", parent="inside")),
        ),
        plan(BLOCK, LAYER, arrows=("block layer",)),
        plan(BLOCK, LAYER, arrows=("layer block",)),
        plan(
            Element(id="a", label="B", group="in a"),
            Element(id="b", label="A", group="in b"),
            groups=(Group(id="in a", title="A"), Group(id="in b", title="B")),
        ),
    ],
    ids=["no block", "empty group", "two blocks", "two groups", "inside", "deep inside", "led to", "left", "circle"],
)
def test_nothing_else_is_one(spec: DiagramSpec) -> None:
    assert zooms_of(spec) == {}


def test_what_a_plan_says_comes_before_names() -> None:
    other = Group(id="other", title="Other")
    block = Element(id="block", label="Encoder", zoom="other")
    spec = plan(block, LAYER, Element(id="x", label="X", group="other"), groups=(INSIDE, other))
    assert zooms_of(spec) == {"block": "other"}


def test_a_zoom_goes_with_its_group() -> None:
    spec = plan(Element(id="block", label="Encoder", zoom="inside"), LAYER)
    assert without_lost_zooms(spec) is spec
    left = without(spec, {"inside"})
    assert left is not None
    assert left.elements[0].zoom is None
