"""Plans with more than figures can hold are drawn all the same, in bounded work, and what was done is said."""

import functools
import itertools
import random
from pathlib import Path

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams import render, search
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.search import best_composition
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, Group, Shape, Styling
from pb_core.errors import CannotDraw
from pb_core.ports.images import DrawRequest


def scene_of(spec: DiagramSpec, ratio: str | None = None) -> DrawnScene:
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(), aspect_ratio=ratio)).scene
    assert scene is not None
    assert check_scene(scene, spec, ratio) == ()
    return scene


def crowd(boxes: int, arrows: int) -> DiagramSpec:
    """Boxes with arrows from each to others that are everywhere."""
    pairs = [(i, (i * 7 + 11 * step + 1) % boxes) for step in range(1, 4) for i in range(boxes)]
    links = [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]][:arrows]
    return DiagramSpec(
        elements=tuple(Element(id=f"e{i}", label=f"Part {i} of it") for i in range(boxes)),
        connections=tuple(Connection(source=f"e{s}", target=f"e{t}") for s, t in links),
    )


def complete(boxes: int) -> DiagramSpec:
    """Boxes that are all joined with each other."""
    names = [f"e{i}" for i in range(boxes)]
    return DiagramSpec(
        elements=tuple(Element(id=name, label=f"Part {name}") for name in names),
        connections=tuple(Connection(source=s, target=t) for s, t in itertools.combinations(names, 2)),
    )


@pytest.mark.parametrize(
    ("boxes", "arrows", "effort"), [(40, 100, 1_000_000), pytest.param(60, 150, None, marks=pytest.mark.drill)]
)
def test_more_arrows_than_lines_have_room_for_are_told_by_number(
    monkeypatch: pytest.MonkeyPatch, boxes: int, arrows: int, effort: int | None
) -> None:
    if effort is not None:
        monkeypatch.setattr(search, "Effort", functools.partial(Effort, effort))
    spec = crowd(boxes, arrows)
    scene = scene_of(spec)
    assert not scene.lines
    assert len(scene.references) == len(spec.connections)
    assert not scene.folds
    assert f"the {len(spec.connections)} connections have no room as lines" in scene.notes[0]


def test_arrows_run_in_any_direction_before_they_are_told_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(
        spec: DiagramSpec, styling: Styling, ratio: str | None, size: Page, detail: Detail, effort: Effort
    ) -> search.Found:
        if styling.direction is not Direction.AUTO:
            return None, ()
        return best_composition(spec, styling, ratio, size, detail, effort)

    monkeypatch.setattr(search, "best_composition", drawn)
    spec = crowd(6, 6)
    with settings():
        scene = search.best_drawing(spec, Styling(direction=Direction.RIGHT), None, None).scene
    assert len(scene.lines) + len(scene.continuations) == len(spec.connections)
    assert not scene.references
    assert "arrows have no room to run right and may run elsewhere" in scene.notes


def test_what_has_no_room_even_by_number_is_folded_and_keeps_its_numbers() -> None:
    scene = scene_of(crowd(60, 150), "16:9")
    assert scene.folds
    assert len(scene.references) == 150
    assert any("drawn as a line" in note for note in scene.notes)


def test_colours_stay_unexplained_before_anything_is_folded() -> None:
    source = Path(__file__).parents[5] / "docs" / "images" / "diagrams" / "pictograms.mmd"
    whole = read(source.read_text(encoding="utf-8")).spec
    fewer = structs.replace(
        whole,
        elements=(
            *(element for element in whole.elements if element.group != "machines"),
            Element(id="plan", label="Plan", group="parts", shape=Shape.ROUNDED),
        ),
        groups=tuple(group for group in whole.groups if group.id != "machines"),
    )
    scene = scene_of(fewer, "16:9")
    assert scene.legend is None
    assert scene.folds == ()


def test_a_long_chain_is_no_tangle() -> None:
    names = [f"e{i}" for i in range(45)]
    links = tuple(Connection(source=s, target=t) for s, t in itertools.pairwise(names))
    spec = DiagramSpec(elements=tuple(Element(id=n, label=f"Step {n}") for n in names), connections=links)
    scene = scene_of(spec, "9:16")
    assert scene.lines
    assert not scene.references


def test_arrows_that_have_room_are_lines_or_letters_however_many() -> None:
    scene = scene_of(complete(6))
    assert len(scene.lines) + len(scene.continuations) == 15
    assert not scene.references


@pytest.mark.parametrize(("boxes", "arrows"), [(16, 19), pytest.param(40, 51, marks=pytest.mark.drill)])
def test_many_boxes_with_labelled_arrows_keep_their_lines(boxes: int, arrows: int) -> None:
    chosen = random.Random(2)  # noqa: S311 - always the same plan
    pairs: set[tuple[int, ...]] = set()
    while len(pairs) < arrows:
        pairs.add(tuple(sorted(chosen.sample(range(boxes), 2))))
    spec = DiagramSpec(
        elements=tuple(Element(id=f"e{i}", label=f"Part {i}") for i in range(boxes)),
        connections=tuple(Connection(source=f"e{a}", target=f"e{b}", label="uses it") for a, b in sorted(pairs)),
    )
    scene = scene_of(spec)
    assert not scene.references
    assert len(scene.lines) + len(scene.continuations) == arrows


NESTED = DiagramSpec(
    elements=tuple(Element(id=f"e{i}", label=f"Step {i}", group=f"g{min(i, 4)}") for i in range(6)),
    groups=tuple(Group(id=f"g{i}", title=f"Level {i}", parent=f"g{i - 1}" if i else None) for i in range(5)),
    connections=tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(5)),
)
LONG = DiagramSpec(
    elements=tuple(Element(id=letter, label=letter * 120, group=f"g{letter}") for letter in "ab"),
    groups=(Group(id="ga", title="w" * 60), Group(id="gb", title="a title of many words " * 5)),
    connections=(Connection(source="a", target="b", label="z" * 120),),
)
LONE = DiagramSpec(elements=(Element(id="a", label="Alone"),))
APART = DiagramSpec(elements=tuple(Element(id=f"e{i}", label=f"Thing {i}") for i in range(60)))
UNPARSED = DiagramSpec(
    elements=tuple(
        Element(id=f"e{i}", label=words)
        for i, words in enumerate((r"$\frac{a}{$", "$x_$", "cost $5 and $6", "$$", "$", r"$\alpha_t^2$"))
    )
)
STRIP = DiagramSpec(
    elements=tuple(Element(id=f"e{i}", label=f"Stage {i}") for i in range(8)),
    connections=tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(7)),
)


@pytest.mark.parametrize("ratio", [None, "9:16", "21:9"])
@pytest.mark.parametrize(
    "spec",
    [NESTED, LONG, LONE, APART, UNPARSED, STRIP],
    ids=["five nested groups", "names without a blank", "one element", "no arrow", "mathematics", "a strip"],
)
def test_odd_plans_are_drawn_cleanly_at_any_ratio(spec: DiagramSpec, ratio: str | None) -> None:
    scene_of(spec, ratio)


SCRIPTS = (
    "Ünïcødé",
    "Ελληνικά",
    "Кириллица",
    "注意力机制",
    "アテンション",
    "주의 메커니즘",
    "مشفر النص",
    "מקודד",
    "ქართული",
    "Հայերեն",
)


def test_every_script_that_the_faces_know_is_drawn() -> None:
    scene = scene_of(DiagramSpec(elements=tuple(Element(id=f"e{i}", label=words) for i, words in enumerate(SCRIPTS))))
    assert {text.owner for text in scene.texts} == {f"e{i}" for i in range(len(SCRIPTS))}


def test_what_fits_in_no_way_is_refused_with_the_size_of_the_page() -> None:
    crowded = DiagramSpec(elements=tuple(Element(id=f"e{i}", label=f"{i} " + "q" * 115) for i in range(60)))
    with pytest.raises(CannotDraw, match=r"does not fit at 8\.5 pt on 170 × 73 mm"):
        scene_of(crowded, "21:9")


def test_a_panel_of_ends_is_marked_at_its_frame() -> None:
    spec = read("flowchart LR\na --> b & c --> x\nb --> y\nsubgraph Results\nx\ny\nend").spec
    scene = scene_of(spec)
    assert [(glyph.owner, glyph.name) for glyph in scene.glyphs] == [("a", "start"), ("Results", "end")]


LENGTHY = "of a long procedure that goes on and on, with more to say than a line of it holds, whatever its width"


def test_a_figure_higher_than_a_page_says_so() -> None:
    names = [f"Step number {n} {LENGTHY}, and with no end" for n in range(13)]
    spec = DiagramSpec(
        elements=tuple(Element(id=f"n{n}", label=name) for n, name in enumerate(names)),
        connections=tuple(Connection(source=f"n{n}", target=f"n{n + 1}") for n in range(12)),
        groups=(),
    )
    request = DrawRequest(spec=spec, description="", styling=Styling(width=50.0), aspect_ratio="auto")
    scene = render(request).scene
    assert scene is not None
    assert scene.height > 638
    assert [note for note in scene.notes if "a page holds about 224 mm" in note]
    assert not scene_of(spec).notes


@pytest.mark.parametrize(("steps", "label"), [(4, 8.5), (13, 7.0)])
def test_labels_are_small_only_where_a_figure_would_be_higher_than_a_page(steps: int, label: float) -> None:
    names = [f"Step {n} {LENGTHY}" for n in range(steps)]
    spec = DiagramSpec(
        elements=tuple(Element(id=f"n{n}", label=name) for n, name in enumerate(names)),
        connections=tuple(Connection(source=f"n{n}", target=f"n{n + 1}") for n in range(steps - 1)),
        groups=(),
    )
    request = DrawRequest(spec=spec, description="", styling=Styling(width=60.0), aspect_ratio="auto")
    scene = render(request).scene
    assert scene is not None
    assert {text.size for text in scene.texts if text.owner in {"n1", "n2"}} == {label}


def test_no_arrow_leads_to_a_box_that_holds_neighbours_which_no_arrow_joins() -> None:
    """It would be taken to lead to all of them: arrows that find no room are told by number."""
    loose = DiagramSpec(elements=crowd(8, 0).elements)
    for spec in (crowd(8, 9), loose):
        packed = [spec for plan, detail in search._levels(spec, None) if detail.pack > 1 and plan is spec]
        assert bool(packed) == (spec is loose)


@pytest.mark.parametrize("detail", ["p_speed", "τ_low, τ_high", "I_t, I_t+1", "x_p"])
def test_a_formula_of_low_letters_stands_below_a_name(detail: str) -> None:
    elements = (
        Element(id="a", label="Speed prior", detail=detail, group="g"),
        Element(id="b", label="Vote", group="g"),
    )
    plan = DiagramSpec(
        elements=elements,
        connections=(Connection(source="a", target="b"),),
        groups=(Group(id="g", title="Voting"),),
    )
    scene = scene_of(plan)
    assert scene.notes == ()
    assert sum(text.owner == "a" for text in scene.texts) == 2
