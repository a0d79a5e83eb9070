"""Tags of arrows told by letter: at their boxes, clear of all else, explained, and in every format."""

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.arrow_styles import dashes
from pb_adapters.drawing.diagrams.composed_scene import Drawing, finish_composed, legend_entries
from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.connectors import with_connectors
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.tag_signs import pointed, way_to_nearest
from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.exports import exported
from pb_adapters.drawing.diagrams.figure_building import figure_parts
from pb_adapters.drawing.diagrams.figure_parts import FigureParts, Mark, Words
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.palettes import PAPER, colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import CONNECTOR, blocks_of
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Element,
    ElementKind,
    Group,
    Heads,
    Palette,
    Shape,
    Styling,
)
from pb_core.domain.plane import inset, line_distance, overlap
from pb_core.domain.print_styling import Theme

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


def composed(spec: DiagramSpec, *told: int, width: float = 482.0) -> Composed:
    """The first sketch of a plan, drawn up without the arrows that are told by letter."""
    page = Page(width=width, narrow=True)
    sketch = sketched(spec, Styling(), page, Detail())[0]
    stock = sketch.stock.telling([spec.connections[i] for i in told])
    tints = tints_of(colours(Palette.HARBOR, Theme.PRINT), (), stock)
    paper = Paper(height=sketch.height, grows=True)
    found = assembled(spec, stock, sketch.leaves, sketch.fit, paper, tints, Effort())
    assert found is not None
    return found


def drawing_of(spec: DiagramSpec, *told: int) -> Drawing:
    found = with_connectors(composed(spec, *told))
    assert isinstance(found, Composed)
    return finish_composed(spec, found, Detail(), legend_entries(spec, Styling(), Detail()))


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    with settings():
        return drawing_of(PLAN, 5, 6)


@pytest.fixture(scope="module")
def parts(drawing: Drawing) -> FigureParts:
    with settings():
        return figure_parts(drawing, Styling())


def test_a_drawing_with_letters_is_clean_and_tells_every_arrow(drawing: Drawing) -> None:
    scene = drawing.scene
    assert check_scene(scene, PLAN, None) == ()
    assert len(scene.lines) == 5
    assert [(told.source, told.target, told.letter) for told in scene.continuations] == [
        ("enc", "store", "A"),
        ("enc", "out", "B"),
    ]
    assert sum(box.shape == CONNECTOR for box in scene.boxes) == 4


def test_a_tag_touches_its_box_and_one_of_a_group_its_frame(drawing: Drawing) -> None:
    rects = {box.id: box.rect for box in drawing.scene.boxes} | {f.id: f.rect for f in drawing.scene.frames}
    for tag, owner in (("enc leaves B", "enc"), ("out arrives B", "out"), ("g leaves A", "g")):
        near, far = rects[tag], rects[owner]
        gaps = (near.x - far.right, far.x - near.right, near.y - far.bottom, far.y - near.bottom)
        assert max(gaps) == pytest.approx(0.6, abs=0.8)


def test_the_label_of_an_arrow_stands_beside_the_tag_that_it_leaves(drawing: Drawing) -> None:
    words = {text.owner: text.text for text in drawing.scene.texts}
    assert words["enc->enc leaves B"] == "features"


def test_the_arrow_on_a_tag_points_to_where_the_arrow_leads(drawing: Drawing) -> None:
    words = {text.owner: text.text for text in drawing.scene.texts}
    rects = {box.id: box.rect for box in drawing.scene.boxes} | {f.id: f.rect for f in drawing.scene.frames}
    for tag, partner, box, other in (
        ("enc leaves B", "out arrives B", "enc", "out"),
        ("g leaves A", "store arrives A", "g", "store"),
    ):
        way = way_to_nearest(rects[box], [rects[other]])
        assert (words[tag], words[partner]) == (pointed(f"→ {tag[-1]}", way), pointed(f"{tag[-1]} →", way))


def test_a_tag_does_not_stand_on_the_side_away_from_where_its_arrow_leads(drawing: Drawing) -> None:
    rects = {box.id: box.rect for box in drawing.scene.boxes}
    for tag, box, other in (("enc leaves B", "enc", "out"), ("out arrives B", "out", "enc")):
        x, y = way_to_nearest(rects[box], [rects[other]])
        left, right = rects[tag].right <= rects[box].x, rects[tag].x >= rects[box].right
        above, below = rects[tag].bottom <= rects[box].y, rects[tag].y >= rects[box].bottom
        assert x * (right - left) + y * (below - above) >= 0


def test_the_tags_of_a_dashed_arrow_and_their_sample_are_dashed() -> None:
    dashed = structs.replace(PLAN.connections[5], kind=ConnectionKind.CONTROL)
    plan = structs.replace(PLAN, connections=(*PLAN.connections[:5], dashed, PLAN.connections[6]))
    with settings():
        shown = drawing_of(plan, 5)
        tags = {part.id: part.body for part in figure_parts(shown, Styling()).parts if "A" in part.id.split()}
    found = [body.stroke.dashes for body in tags.values() if body and body.stroke]
    assert found[0] == found[1]
    assert len(found[0]) == len(dashes(ConnectionKind.CONTROL)) - 2  # no dots, of which little is seen on an outline
    assert len({body.fill for body in tags.values() if body}) == 2  # what leaves is still told from what arrives
    assert shown.legend is not None
    samples = [placed.entry for placed in shown.legend.entries]
    assert [entry.dashes for entry in samples if entry.tag] == found[:1]
    assert "control goes on at" in {entry.words for entry in samples}


def test_the_legend_says_what_a_letter_means(drawing: Drawing) -> None:
    assert drawing.legend is not None
    told = [
        (entry.words, entry.tag, entry.partner)
        for entry in (placed.entry for placed in drawing.legend.entries)
        if entry.tag
    ]
    drawn = {text.owner: text.text for text in drawing.scene.texts}
    pairs = [("enc leaves B", "out arrives B"), ("g leaves A", "store arrives A")]
    assert len(told) == 1
    assert told[0] in [("goes on at", drawn[leaves], drawn[arrives]) for leaves, arrives in pairs]


def test_the_tag_that_an_arrow_leaves_is_dark_and_that_where_it_arrives_is_white(parts: FigureParts) -> None:
    fills = {
        part.id: part.body.fill for part in parts.parts if "leaves" in part.id or "arrives" in part.id if part.body
    }
    (legend,) = (part for part in parts.parts if part.kind == "legend")
    samples = [item.pill.fill for item in legend.front if isinstance(item, Mark)]
    leaving, arriving = {fills["enc leaves B"], fills["g leaves A"]}, {fills["out arrives B"], fills["store arrives A"]}
    assert (leaving, arriving) == ({samples[0]}, {samples[1]})
    assert samples[0] != samples[1] == PAPER


def test_the_legend_says_that_one_letter_goes_on_at_several_places() -> None:
    spec = structs.replace(
        PLAN, connections=(*PLAN.connections[:5], *(Connection(source="in", target=t) for t in ("store", "out")))
    )
    with settings():
        drawing = drawing_of(spec, 5, 6)
    assert drawing.legend is not None
    assert [entry.words for entry in (placed.entry for placed in drawing.legend.entries) if entry.tag] == [
        "goes on at each"
    ]


def test_words_beside_a_tag_keep_away_from_other_tags() -> None:
    spec = structs.replace(
        PLAN,
        connections=(
            *PLAN.connections[:5],
            *(structs.replace(connection, label="many words of it") for connection in PLAN.connections[5:]),
        ),
    )
    with settings():
        scene = drawing_of(spec, 5, 6).scene
    tags = {box.id: box.rect for box in scene.boxes if box.shape == CONNECTOR}
    for told in scene.continuations:
        words = next(text.rect for text in scene.texts if text.owner == told.label_owner)
        others = [rect for name, rect in tags.items() if name != told.leaves]
        assert not any(overlap(inset(words, -7), other) for other in others)


def test_a_tag_keeps_away_from_other_boxes_and_from_heads_at_them(drawing: Drawing) -> None:
    scene = drawing.scene
    owners = {name: told for told in scene.continuations for name in (told.leaves, told.arrives)}
    for box in (box for box in scene.boxes if box.shape == CONNECTOR):
        told = owners[box.id]
        owner = told.source if box.id == told.leaves else told.target
        others = [other.rect for other in blocks_of(scene) if other.id != owner]
        assert not any(overlap(inset(box.rect, -3.9), other) for other in others)
        heads = [line.points[-1] for line in scene.lines if line.target != owner]
        assert all(line_distance(box.rect, (head, head)) >= 8 for head in heads)


def test_the_legend_has_the_sign_of_the_arrows_that_are_told() -> None:
    both = structs.replace(PLAN.connections[5], heads=Heads.BOTH)
    spec = structs.replace(PLAN, connections=(*PLAN.connections[:5], both))
    with settings():
        drawing = drawing_of(spec, 5)
    assert drawing.legend is not None
    told = [
        (entry.words, entry.tag, entry.partner)
        for entry in (placed.entry for placed in drawing.legend.entries)
        if entry.tag
    ]
    assert told == [("is linked with", "↔ A", "A ↔")]


def test_starts_and_ends_are_those_of_the_plan_with_all_its_arrows(drawing: Drawing) -> None:
    with settings():
        plain = drawing_of(PLAN)
    marks = [
        {(glyph.owner, glyph.name) for glyph in d.scene.glyphs if glyph.name in {"start", "end"}}
        for d in (drawing, plain)
    ]
    assert marks[0] == marks[1]


def test_every_word_of_the_scene_is_painted(drawing: Drawing, parts: FigureParts) -> None:
    painted = [item.run.text for part in parts.parts for item in part.front if isinstance(item, Words | Mark)]
    assert not {text.text for text in drawing.scene.texts} - set(painted)
    assert "features" in painted


@pytest.mark.parametrize("kind", ["pptx", "drawio", "tikz"])
def test_every_format_for_editing_has_the_tags(parts: FigureParts, kind: str) -> None:
    assert exported(parts, kind).data
    tags = [part for part in parts.parts if part.about.startswith("Arrow told by letter")]
    assert len(tags) == 4
    assert all(part.kind == "element" and part.words for part in tags)


def test_what_finds_no_place_for_a_tag_is_named() -> None:
    words = "words that are far too long for any place beside a tag " * 2
    spec = structs.replace(PLAN, connections=(*PLAN.connections[:5], structs.replace(PLAN.connections[5], label=words)))
    with settings():
        found = with_connectors(composed(spec, 5))
    assert not isinstance(found, Composed)
    assert [(told.source, told.target) for told in found] == [("enc", "out")]


@pytest.mark.parametrize("shape", [Shape.DIAMOND, Shape.CIRCLE])
def test_a_tag_stands_in_a_corner_that_a_pointed_box_leaves_free(shape: Shape) -> None:
    names = ["n", "e", "s", "w"]
    hub = Element(id="hub", label="Hub of all", shape=shape)
    spec = DiagramSpec(
        elements=(hub, *(Element(id=name, label=name) for name in (*names, "far"))),
        connections=tuple(Connection(source="hub", target=name) for name in (*names, "far")),
    )
    with settings():
        drawing = drawing_of(spec, 4)
    assert check_scene(drawing.scene, spec, None) == ()
