"""One arrow at the edge of a panel: where all relations of its blocks are alike, and nowhere else."""

from itertools import product

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.gathering import gathered
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, DiagramSpec, Element, Group, Styling
from pb_core.ports.images import DrawRequest

TOOLS = ("Humann", "Rgi", "Diamond", "Mapper")
HOMES = {"db": "in", "reads": "in", "report": "out", "folder": "out"} | dict.fromkeys(TOOLS, "tools")


def plan(*connections: Connection) -> DiagramSpec:
    """Two sources, a panel of four tools and two results."""
    return DiagramSpec(
        elements=tuple(Element(id=name, label=name, group=home) for name, home in HOMES.items()),
        connections=connections,
        groups=tuple(Group(id=name, title=f"Panel {name}") for name in ("in", "tools", "out")),
    )


def fan(source: str, *labels: str) -> tuple[Connection, ...]:
    """From one block to every tool, with one label for all or one for each."""
    words = labels if len(labels) == len(TOOLS) else (*labels, "")[:1] * len(TOOLS)
    return tuple(Connection(source=source, target=tool, label=word) for tool, word in zip(TOOLS, words, strict=True))


def turned(connections: tuple[Connection, ...]) -> tuple[Connection, ...]:
    return tuple(structs.replace(c, source=c.target, target=c.source) for c in connections)


def drawn(spec: DiagramSpec) -> list[tuple[tuple[str, str], str]]:
    found = gathered(spec)
    return [(c.ends, c.label) for c in found.plan.connections] if found else []


def scene_of(spec: DiagramSpec, width: float | None = None) -> DrawnScene:
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(width=width))).scene
    assert scene is not None
    assert check_scene(scene, spec, None, width=scene.width) == ()
    return scene


def test_arrows_with_the_same_words_are_one_at_the_panel() -> None:
    assert drawn(plan(*fan("db", "index"))) == [(("db", "tools"), "index")]
    assert drawn(plan(*turned(fan("report", "counts")))) == [(("tools", "report"), "counts")]


def test_words_that_only_name_their_blocks_are_listed() -> None:
    assert drawn(plan(*fan("db", "humann", "rgi", "diam", "map"))) == [(("db", "tools"), "humann, rgi, diam, map")]


def test_words_that_say_more_are_kept_at_their_arrows() -> None:
    assert gathered(plan(*fan("db", "humann", "rgi", "diam", "reads"))) is None


def test_one_fan_without_words_is_drawn_as_it_is_and_two_to_a_panel_are_gathered() -> None:
    assert gathered(plan(*fan("db"))) is None
    assert gathered(plan(*fan("db"), *turned(fan("report")))) is None
    assert drawn(plan(*fan("db"), *fan("reads"), Connection(source="db", target="reads"))) == [
        (("in", "tools"), ""),
        (("db", "reads"), ""),
    ]


def test_what_all_blocks_of_two_panels_have_is_one_arrow_between_them() -> None:
    pairs = [(source, target) for source, target in product(("db", "reads"), TOOLS)]
    every = plan(*(Connection(source=s, target=t) for s, t in pairs))
    found = gathered(every)
    assert found is not None
    assert [c.ends for c in found.plan.connections] == [("in", "tools")]
    assert {(told.source, told.target) for told in found.gatherings} == set(pairs)


@pytest.mark.parametrize("group", ["in", "tools"])
def test_a_panel_that_an_arrow_meets_as_a_whole_is_neither_side_of_one_arrow(group: str) -> None:
    block = {"in": "db", "tools": "Humann"}[group]
    pairs = [Connection(source=source, target=target) for source, target in product(("db", "reads"), TOOLS)]
    whole = Connection(source="report", target=block, target_group=group)
    found = gathered(plan(*pairs, whole))
    assert found is None or all(group not in (told.source_group, told.target_group) for told in found.gatherings)


@pytest.mark.parametrize(
    "spoiled",
    [
        fan("db", "index")[1:],
        (*fan("db", "index")[1:], Connection(source="db", target="Humann", kind=ConnectionKind.CONTROL, label="index")),
        (*fan("db", "index")[1:], Connection(source="db", target="Humann", target_group="tools", label="index")),
    ],
    ids=["one missing", "one of another kind", "one of the group as a whole"],
)
def test_a_relation_that_not_all_blocks_have_is_not_gathered(spoiled: tuple[Connection, ...]) -> None:
    assert gathered(plan(*spoiled)) is None


DENSE = plan(
    Connection(source="reads", target="report", label="log"),
    *fan("db", "index"),
    *fan("reads", "humann", "rgi", "diam", "map"),
    *turned(fan("report", "counts")),
    *turned(fan("folder", "humann", "rgi", "diam", "map")),
    Connection(source="report", target="folder"),
)


@pytest.mark.parametrize("width", [None, 89.0])
def test_a_dense_plan_is_drawn_with_few_arrows_that_stand_for_all(width: float | None) -> None:
    scene = scene_of(DENSE, width)
    assert not scene.references
    assert len(scene.lines) + len(scene.continuations) == 6
    assert len(scene.gatherings) == 4 * len(TOOLS)
    assert "to or from each block of the panel" in [text.text for text in scene.texts]


def test_where_a_block_has_two_arrows_of_a_kind_no_panel_stands_for_them() -> None:
    twin = Connection(source="db", target="Rgi")
    assert gathered(plan(*fan("db", "index"), twin)) is None
