"""Letters in place of long arrows: those that ask for them, and only as many as help."""

import itertools
import re

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.continuations import to_continue
from pb_adapters.drawing.diagrams.composition.lettered import Lettering
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort, Stuck
from pb_adapters.drawing.shared.palettes import colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.drawn_names import drawn_names
from pb_core.domain.diagrams.line_measures import overlong
from pb_core.domain.diagrams.scene import DrawnLine, DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group, Palette, Styling
from pb_core.domain.plane import Point
from pb_core.domain.print_styling import Theme
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


NEAR, FURTHER = ("e0", "e2"), ("e1", "e10")
SIDEWAYS = DiagramSpec(
    elements=PANELS.elements,
    groups=PANELS.groups,
    connections=(*PANELS.connections, *(Connection(source=s, target=t) for s, t in (NEAR, FURTHER))),
)
FAR_ACROSS, NOT_FAR = 400.0, 9.0  # points that an arrow leads on a page 482 points wide


def chosen_and_told(*long: tuple[str, str]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What letters are tried for where the ``long`` arrows wander at first, and what they are kept for."""
    paths: list[tuple[Point, ...]] = [
        ((0.0, 30.0 * i), (FAR_ACROSS if c.ends in long else NOT_FAR, 30.0 * i))
        for i, c in enumerate(SIDEWAYS.connections)
    ]
    pairs = zip(SIDEWAYS.connections, paths, strict=True)
    lines = [DrawnLine(source=c.source, target=c.target, kind=c.kind.value, points=path) for c, path in pairs]
    chosen = {SIDEWAYS.connections[i].ends for i in to_continue(lines, 482.0, SIDEWAYS)}
    with settings():
        sketch = sketched(SIDEWAYS, Styling(), Page(width=482.0, narrow=True), Detail())[0]
        tints = tints_of(colours(Palette.HARBOR, Theme.PRINT), (), sketch.stock)

        def draw(stock: DiagramParts) -> Composed | Stuck:
            paper = Paper(height=sketch.height, grows=True)
            return assembled(SIDEWAYS, stock, sketch.leaves, sketch.fit, paper, tints, Effort())

        letters = Lettering(SIDEWAYS, sketch.stock, draw)
        lettered = letters.better(paths, 482.0)
        found = letters.with_arrows(*lettered) if lettered else None
    return chosen, {(told.source, told.target) for told in found.continuations} if found else set()


def test_near_boxes_are_joined_by_a_line_once_that_is_short() -> None:
    chosen, told = chosen_and_told(NEAR, FURTHER, ("e3", "e4"))
    assert chosen == {NEAR, FURTHER}
    assert told == {FURTHER}


def test_without_a_letter_left_there_is_no_other_drawing() -> None:
    chosen, told = chosen_and_told(NEAR, ("e3", "e4"))
    assert chosen == {NEAR}
    assert told == set()


def test_an_arrow_without_a_way_is_told_by_letter() -> None:
    stuck = FURTHER
    paths = [
        ((0.0, 30.0 * i), (FAR_ACROSS if c.ends in (NEAR, ("e3", "e4")) else NOT_FAR, 30.0 * i))
        for i, c in enumerate(SIDEWAYS.connections)
    ]
    with settings():
        sketch = sketched(SIDEWAYS, Styling(), Page(width=482.0, narrow=True), Detail())[0]
        tints = tints_of(colours(Palette.HARBOR, Theme.PRINT), (), sketch.stock)

        def draw(stock: DiagramParts) -> Composed | Stuck:
            barred = [i for i, connection in enumerate(stock.connections) if connection.ends == stuck]
            if barred:
                return Stuck(barred[0])
            paper = Paper(height=sketch.height, grows=True)
            return assembled(SIDEWAYS, stock, sketch.leaves, sketch.fit, paper, tints, Effort())

        lettered = Lettering(SIDEWAYS, sketch.stock, draw).better(paths, 482.0)
    assert lettered is not None
    assert stuck in {(told.source, told.target) for told in lettered[0].continuations}
