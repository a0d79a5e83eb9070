import pytest
from msgspec.structs import replace

from pb_adapters.drawing.diagrams.arrow_styles import FLOW, HEAVY, ArrowStyle, arrow_styles, dashes, tag_styles
from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.leaf_sizes import typography
from pb_adapters.drawing.diagrams.detail_levels import details, parts_of
from pb_adapters.drawing.shared.palettes import LOSS, colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import Continuation
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, ElementKind, Group, Palette

ELEMENTS = (
    Element(id="a", label="A", group="left"),
    Element(id="b", label="B", group="inner"),
    Element(id="c", label="C", group="right"),
    Element(id="d", label="D", group="right"),
    Element(id="free", label="Free"),
    Element(id="loss", label="Loss", kind=ElementKind.OBJECTIVE, group="right"),
)
GROUPS = (Group(id="left", title="Left"), Group(id="inner", title="Inner", parent="left"), Group(id="right", title="R"))


def styles(*connections: Connection) -> list[ArrowStyle]:
    spec = DiagramSpec(elements=ELEMENTS, connections=connections, groups=GROUPS)
    with settings():
        stock: DiagramParts = parts_of(spec, typography(10.0), next(iter(details(spec))))
    return arrow_styles(stock, colours(Palette.HARBOR))


def arrow(source: str, target: str, kind: str = "flow") -> Connection:
    return Connection(source=source, target=target, kind=ConnectionKind(kind))


def test_a_plain_arrow_between_panels_is_as_others() -> None:
    found = styles(arrow("a", "b"), arrow("b", "c"), arrow("c", "d"), arrow("d", "free"))
    assert {(style.kind, style.width, style.head) for style in found} == {("flow", FLOW, 1.0)}
    assert {style.kind for style in styles(arrow("a", "b", "branch"), arrow("a", "c"))} == {"flow"}


def test_lines_are_heavy_where_the_source_draws_them_so() -> None:
    heavy = Connection(source="a", target="b", heavy=True)
    found = styles(heavy, arrow("b", "c"))
    assert [(style.kind, style.width) for style in found] == [("heavy flow", HEAVY), ("flow", FLOW)]
    assert found[0].head > found[1].head


def test_flows_of_losses_are_dashed_in_their_colour_and_what_a_plan_states_keeps_its_look() -> None:
    found = styles(arrow("c", "loss"), arrow("d", "loss", "branch"), arrow("loss", "d", "feedback"))
    assert [style.kind for style in found] == ["loss", "loss", "feedback"]
    assert [style.colour == LOSS for style in found] == [True, True, False]
    assert found[0].dashes
    assert found[2] == styles(arrow("c", "d", "feedback"))[0]


def tags(target: str, kind: str) -> dict[str, ArrowStyle]:
    spec = DiagramSpec(elements=ELEMENTS, connections=(arrow("c", target, kind),), groups=GROUPS)
    told = Continuation(source="c", target=target, kind=kind, letter="A", leaves="c out", arrives="d in")
    with settings():
        stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    return tag_styles([told], stock, colours(Palette.HARBOR))


@pytest.mark.parametrize(("target", "kind"), [("d", "feedback"), ("d", "skip"), ("d", "branch")])
def test_both_tags_of_an_arrow_have_the_style_that_its_line_would_have(target: str, kind: str) -> None:
    found = tags(target, kind)
    assert found["c out"] == found["d in"] == styles(arrow("c", target, kind))[0]


@pytest.mark.parametrize(("target", "kind"), [("d", "control"), ("d", "reference"), ("loss", "flow")])
def test_tags_have_no_dots_between_dashes_and_narrow_gaps(target: str, kind: str) -> None:
    found, line = tags(target, kind), styles(arrow("c", target, kind))[0]
    assert found["c out"] == found["d in"] == replace(line, dashes=found["d in"].dashes)
    on, off = found["d in"].dashes
    assert off < on
    assert off / (on + off) < sum(line.dashes[1::2]) / sum(line.dashes)


def test_kinds_are_told_apart_by_the_dashes_of_their_tags() -> None:
    dashed = [kind.value for kind in ConnectionKind if dashes(kind)]
    assert len({tags("d", kind)["c out"].dashes for kind in dashed}) == len(dashed)


@pytest.mark.parametrize("kind", ConnectionKind)
def test_kinds_are_told_apart_by_their_dashes(kind: ConnectionKind) -> None:
    alike = [other for other in ConnectionKind if dashes(other) == dashes(kind)]
    plain = {ConnectionKind.FLOW, ConnectionKind.BRANCH}
    assert set(alike) == (plain if kind in plain else {kind})


def test_the_tags_of_a_letter_have_one_style() -> None:
    connections = (arrow("c", "d"), arrow("c", "loss"))
    spec = DiagramSpec(elements=ELEMENTS, connections=connections, groups=GROUPS)
    told = [
        Continuation(source="c", target=c.target, kind="flow", letter="A", leaves="c out", arrives=f"{c.target} in")
        for c in connections
    ]
    with settings():
        stock = parts_of(spec, typography(10.0), next(iter(details(spec))))
    found = tag_styles(told, stock, colours(Palette.HARBOR))
    assert set(found) == {"c out", "d in", "loss in"}
    assert set(found.values()) == set(styles(connections[0]))
