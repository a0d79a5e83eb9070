"""Tags of arrows told by letter: at their boxes, clear of all else, explained, and in every format."""

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition.search import Page
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.exports import exported
from pb_adapters.drawing.diagrams.figure_building import figure_parts
from pb_adapters.drawing.diagrams.figure_parts import FigureParts
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.search import Drawing, best_composition
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import CONNECTOR
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, Shape, Styling

PLAN = DiagramSpec(
    elements=(
        Element(id="in", label="Image", kind=ElementKind.INPUT),
        Element(id="enc", label="Encoder", kind=ElementKind.MODEL, group="g"),
        Element(id="mid", label="Neck", group="g"),
        Element(id="dec", label="Decoder", kind=ElementKind.MODEL, group="h"),
        Element(id="store", label="Index", kind=ElementKind.STORE, group="h"),
        Element(id="out", label="Mask", kind=ElementKind.OUTPUT),
    ),
    connections=(
        Connection(source="in", target="enc"),
        Connection(source="enc", target="mid"),
        Connection(source="mid", target="dec"),
        Connection(source="dec", target="store"),
        Connection(source="store", target="out"),
        Connection(source="enc", target="out", label="features"),
        Connection(source="enc", target="store", source_group="g"),
    ),
    groups=(Group(id="g", title="First"), Group(id="h", title="Second")),
)


def drawing_of(spec: DiagramSpec, *continued: int, width: float = 482.0) -> Drawing | None:
    page = Page(width=width, narrow=True)
    return best_composition(spec, Styling(), None, page, Detail(continued=continued), Effort())[0]


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    with settings():
        found = drawing_of(PLAN, 5, 6)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def parts(drawing: Drawing) -> FigureParts:
    with settings():
        return figure_parts(drawing, Styling())


def test_a_drawing_with_letters_is_clean_and_tells_every_arrow(drawing: Drawing) -> None:
    scene = drawing.scene
    assert check_scene(scene, PLAN, None) == ()
    assert len(scene.lines) == 5
    assert [(told.source, told.target, told.letter) for told in scene.continuations] == [
        ("enc", "out", "A"),
        ("enc", "store", "B"),
    ]
    assert sum(box.shape == CONNECTOR for box in scene.boxes) == 4


def test_a_tag_touches_its_box_and_one_of_a_group_its_frame(drawing: Drawing) -> None:
    rects = {box.id: box.rect for box in drawing.scene.boxes} | {f.id: f.rect for f in drawing.scene.frames}
    for tag, owner in (("enc leaves A", "enc"), ("out arrives A", "out"), ("g leaves B", "g")):
        near, far = rects[tag], rects[owner]
        gaps = (near.x - far.right, far.x - near.right, near.y - far.bottom, far.y - near.bottom)
        assert max(gaps) == pytest.approx(0.6, abs=0.8)


def test_the_label_of_an_arrow_stands_beside_the_tag_that_it_leaves(drawing: Drawing) -> None:
    words = {text.owner: text.text for text in drawing.scene.texts}
    assert words["enc->enc leaves A"] == "features"
    assert (words["enc leaves A"], words["out arrives A"]) == ("→ A", "A →")


def test_the_legend_says_what_a_letter_means(drawing: Drawing) -> None:
    assert drawing.legend is not None
    assert any("same letter" in entry.words for entry, _, _ in drawing.legend.entries)


def test_starts_and_ends_are_those_of_the_plan_with_all_its_arrows(drawing: Drawing) -> None:
    plain = drawing_of(PLAN)
    assert plain is not None
    marks = [
        {(glyph.owner, glyph.name) for glyph in d.scene.glyphs if glyph.name in {"start", "end"}}
        for d in (drawing, plain)
    ]
    assert marks[0] == marks[1]


@pytest.mark.parametrize("kind", ["pptx", "drawio", "tikz"])
def test_every_format_for_editing_has_the_tags(parts: FigureParts, kind: str) -> None:
    assert exported(parts, kind).data
    tags = [part for part in parts.parts if part.about.startswith("Arrow told by letter")]
    assert len(tags) == 4
    assert all(part.kind == "element" and part.words for part in tags)


def test_a_box_whose_sides_are_all_taken_has_no_tag() -> None:
    names = ["n", "e", "s", "w"]
    spec = DiagramSpec(
        elements=(
            Element(id="hub", label="Hub", shape=Shape.CIRCLE),
            *(Element(id=name, label=name) for name in (*names, "far")),
        ),
        connections=(
            *(Connection(source="hub", target=name, label=f"to {name}") for name in names),
            Connection(source="hub", target="far", label="words that are far too long for any place beside a tag " * 2),
        ),
    )
    with settings():
        assert drawing_of(spec, 4, width=180.0) is None
        assert drawing_of(structs.replace(spec, connections=spec.connections[:4]), width=180.0) is not None
