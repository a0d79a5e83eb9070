import io
import itertools
import os
import xml.etree.ElementTree as ET

import msgspec
import pypdfium2
import pytest
from msgspec import structs
from PIL import Image

from pb_adapters.drawing.diagrams import LABEL_SIZE, render
from pb_core.domain.diagrams.line_doubts import doubts
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Direction,
    Element,
    ElementKind,
    Group,
    Palette,
    Styling,
)
from pb_core.domain.findings import Check
from pb_core.domain.pictures import PrintSize
from pb_core.domain.print_styling import Theme
from pb_core.errors import CannotDraw, InvalidSpec
from pb_core.ports.images import DrawReply, DrawRequest
from support.diagrams import random_spec

RATIOS = ("auto", "1:1", "5:4", "2:3", "3:2", "3:4", "4:5", "4:3", "9:16", "16:9", "21:9")
SEEDS = range(int(os.environ.get("PAPERBANANA_RANDOM_PLANS", "1")))  # each is drawn at all eleven ratios

PLAN = DiagramSpec(
    elements=(
        Element(id="q", label="Question", kind=ElementKind.INPUT),
        Element(id="i", label="Vector index", kind=ElementKind.STORE, group="r"),
        Element(id="k", label="Re-ranker", kind=ElementKind.MODEL, group="r", repeat=2),
        Element(id="m", label="Language model", kind=ElementKind.MODEL, detail="frozen weights"),
        Element(id="d", label="Supported?", kind=ElementKind.DECISION),
        Element(id="a", label="Answer", kind=ElementKind.OUTPUT),
    ),
    connections=(
        Connection(source="q", target="i"),
        Connection(source="i", target="k", label="top 100"),
        Connection(source="k", target="m", label="top 5"),
        Connection(source="m", target="d"),
        Connection(source="d", target="a", label="yes", kind=ConnectionKind.BRANCH),
        Connection(source="d", target="q", label="no", kind=ConnectionKind.FEEDBACK),
    ),
    groups=(Group(id="r", title="Retriever"),),
)


def drawn(spec: DiagramSpec = PLAN, ratio: str | None = None, **changes: object) -> DrawReply:
    settings = {"description": "", "styling": Styling(), "resolution": "1K"} | changes
    return render(DrawRequest(spec=spec, aspect_ratio=ratio, **settings))


def chain(*labels: str) -> DiagramSpec:
    elements = tuple(Element(id=f"e{i}", label=label) for i, label in enumerate(labels))
    links = tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(len(labels) - 1))
    return DiagramSpec(elements=elements, connections=links)


@pytest.mark.parametrize(
    "ratio", [ratio if ratio != "21:9" else pytest.param(ratio, marks=pytest.mark.drill) for ratio in RATIOS]
)
@pytest.mark.parametrize("seed", SEEDS)
def test_random_plans_have_no_geometry_fault(seed: int, ratio: str) -> None:
    spec = random_spec(seed)
    scene = drawn(spec, ratio).scene
    assert scene is not None
    assert check_scene(scene, spec, ratio) == ()


@pytest.mark.parametrize(
    ("ratio", "resolution", "size"),
    [
        ("1:1", "1K", (1024, 1024)),
        ("16:9", "2K", (2048, 1152)),
        ("9:16", "1K", (576, 1024)),
        ("21:9", "4K", (4096, 1755)),
        ("2:3", None, (1365, 2048)),
    ],
)
def test_the_long_side_has_exactly_the_pixels_asked_for(
    ratio: str, resolution: str | None, size: tuple[int, int]
) -> None:
    picture = drawn(chain("One", "Two"), ratio, resolution=resolution).pictures[0]
    assert (picture.width, picture.height) == size
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.size == size


def test_a_free_ratio_gives_the_long_side_too() -> None:
    for ratio in (None, "auto"):
        picture = drawn(PLAN, ratio).pictures[0]
        assert max(picture.width, picture.height) == 1024


def test_the_same_request_gives_the_same_bytes() -> None:
    assert drawn(formats=("png", "svg", "pdf")) == drawn(formats=("png", "svg", "pdf"))


def test_svg_holds_every_word_as_text_and_brings_its_faces() -> None:
    picture = drawn(formats=("svg",)).pictures[0]
    root = ET.fromstring(picture.data)  # noqa: S314 - our own bytes
    words = [" ".join("".join(t.itertext()).split()) for t in root.iter("{http://www.w3.org/2000/svg}text")]
    for label in ("Question", "Vector index", "Re-ranker", "×2", "frozen weights", "top 100", "no", "Retriever"):
        assert label in words
    assert b"@font-face" in picture.data
    assert b"sans-serif" in picture.data
    assert picture.media_type == "image/svg+xml"


def test_pdf_holds_every_word_as_text_and_embeds_its_faces() -> None:
    data = drawn(formats=("pdf",)).pictures[0].data
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        words = " ".join(page.get_textpage().get_text_range().split())
    for label in ("Question", "Vector index", "frozen weights", "top 100", "Retriever"):
        assert label in words
    assert data.count(b"/FontFile2") == data.count(b"/FontDescriptor /FontName") == 2


def test_the_scene_tells_what_the_picture_shows() -> None:
    scene = drawn(ratio="4:3").scene
    assert scene is not None
    assert {box.id for box in scene.boxes} == {"q", "i", "k", "m", "d", "a"}
    assert "r" in {frame.id for frame in scene.frames}
    assert {(line.source, line.target) for line in scene.lines} == {(c.source, c.target) for c in PLAN.connections}
    assert scene.notes == ()
    assert min(text.size for text in scene.texts) >= 7


def test_every_kind_has_a_shape_or_a_pictogram_of_its_own() -> None:
    named = {ElementKind.ACTOR: "nurse"}
    elements = tuple(Element(id=kind.value, label=named.get(kind, kind.value), kind=kind) for kind in ElementKind)
    scene = drawn(DiagramSpec(elements=elements), "4:3").scene
    assert scene is not None
    glyphs = {glyph.owner: glyph.name for glyph in scene.glyphs}
    assert len({(box.shape, glyphs.get(box.id)) for box in scene.boxes}) == len(ElementKind)


@pytest.mark.parametrize("palette", Palette)
def test_emphasis_and_palettes_change_the_picture_and_stay_legible(palette: Palette) -> None:
    plain = drawn(ratio="4:3", styling=Styling(palette=palette))
    accent = drawn(ratio="4:3", styling=Styling(palette=palette, emphasis=("m", "q")))
    assert plain.pictures != accent.pictures
    assert accent.scene is not None
    assert check_scene(accent.scene, PLAN, "4:3") == ()


def test_a_direction_asked_for_is_obeyed() -> None:
    spec = chain("One", "Two", "Three")
    right = drawn(spec, "1:1", styling=Styling(direction=Direction.RIGHT)).scene
    down = drawn(spec, "1:1", styling=Styling(direction=Direction.DOWN)).scene
    assert right is not None
    assert down is not None
    assert right.boxes[0].rect.x < right.boxes[1].rect.x
    assert down.boxes[0].rect.y < down.boxes[1].rect.y


@pytest.mark.parametrize("direction", [Direction.LEFT, Direction.UP])
def test_a_direction_backwards_is_obeyed(direction: Direction) -> None:
    scene = drawn(chain("One", "Two", "Three"), "1:1", styling=Styling(direction=direction)).scene
    assert scene is not None
    rects = {box.id: box.rect for box in scene.boxes}
    (first, second), upwards = (
        [rects[line] for line in (scene.lines[0].source, scene.lines[0].target)],
        direction is Direction.UP,
    )
    assert (second.bottom < first.y) if upwards else (second.right < first.x)


@pytest.mark.parametrize("direction", [Direction.DOWN, Direction.UP, Direction.LEFT, Direction.RIGHT])
def test_a_direction_is_obeyed_by_what_stands_outside_of_panels(direction: Direction) -> None:
    spec = DiagramSpec(
        elements=(Element(id="e", label="Encoder", group="t"), Element(id="d", label="Decoder")),
        groups=(Group(id="t", title="Training"),),
        connections=(Connection(source="e", target="d", label="vectors"),),
    )
    scene = drawn(spec, "auto", styling=Styling(direction=direction)).scene
    assert scene is not None
    first, second = (next(box.rect for box in scene.boxes if box.id == name) for name in "ed")
    ahead = {
        Direction.DOWN: second.y - first.bottom,
        Direction.UP: first.y - second.bottom,
        Direction.LEFT: first.x - second.right,
        Direction.RIGHT: second.x - first.right,
    }
    assert ahead[direction] > 0


def test_user_text_appears_as_it_is() -> None:
    labels = ("a_b$ 50%", r"C:\new\table", "costs $5 and a_b$", "{x} ^ ~ & # <b>", "注意力机制", "مشفر النص", "β ≤ ∇")
    scene = drawn(chain(*labels), "4:3").scene
    assert scene is not None
    assert {e.id for e in chain(*labels).elements} == {box.id for box in scene.boxes}
    assert check_scene(scene, chain(*labels), "4:3") == ()


def test_balanced_dollars_that_parse_are_mathematics() -> None:
    svg = drawn(chain(r"$\alpha_t$ schedule", r"$\notacommand$"), "4:3", formats=("svg",)).pictures[0].data.decode()
    assert "α" in svg
    assert r"\alpha" not in svg.replace("<!-- ", "").split("-->")[-1]
    assert ">notacommand<" in svg  # without its dollars


def test_too_much_detail_is_folded_and_said() -> None:
    elements = tuple(
        Element(
            id=f"e{i}", label=f"Processing step number {i}", detail="with a second line of words", group=f"g{i % 3}"
        )
        for i in range(36)
    )
    groups = tuple(Group(id=f"g{i}", title=f"Stage {i}") for i in range(3))
    links = tuple(Connection(source=f"e{i}", target=f"e{i + 3}") for i in range(33))
    spec = DiagramSpec(elements=elements, groups=groups, connections=links)
    scene = drawn(spec, "16:9").scene
    assert scene is not None
    assert check_scene(scene, spec, "16:9") == ()
    assert scene.folds
    assert scene.notes
    assert min(text.size for text in scene.texts) >= 7


def test_a_symbol_without_a_glyph_is_left_out_and_said() -> None:
    scene = drawn(chain("Launch \U0001f5a7", "Land")).scene
    assert scene is not None
    assert [text.text for text in scene.texts] == ["Launch", "Land"]
    assert scene.notes == ("no typeface has '\U0001f5a7' of 'e0'",)


def test_emoji_are_drawn_as_the_words_that_they_are_among() -> None:
    scene = drawn(chain("🚀 Launch", "Land")).scene
    assert scene is not None
    assert [text.text for text in scene.texts] == ["🚀 Launch", "Land"]
    assert scene.notes == ()


def test_a_plan_without_arrows_or_of_one_box_can_be_drawn() -> None:
    for spec in (DiagramSpec(elements=(Element(id="a", label="Alone"),)), DiagramSpec(elements=PLAN.elements[:1])):
        scene = drawn(spec, "21:9").scene
        assert scene is not None
        assert check_scene(scene, spec, "21:9") == ()


def test_an_element_may_feed_itself() -> None:
    spec = DiagramSpec(elements=chain("RNN", "Out").elements, connections=(Connection(source="e0", target="e0"),))
    scene = drawn(spec, "1:1").scene
    assert scene is not None
    assert check_scene(scene, spec, "1:1") == ()


def test_what_cannot_be_drawn_is_refused_with_the_reason() -> None:
    crowd = tuple(Element(id=f"e{i}", label=f"{i} " + "wide words " * 10) for i in range(60))
    with pytest.raises(CannotDraw, match=r"cleanly: .*8.5 pt"):
        drawn(DiagramSpec(elements=crowd), "21:9")
    with pytest.raises(CannotDraw, match="DEVANAGARI"):
        drawn(chain("हिन्दी", "b"))
    with pytest.raises(CannotDraw, match="aspect ratio"):
        drawn(ratio="0:1")
    with pytest.raises(CannotDraw, match="extreme"):
        drawn(ratio="30:1")
    with pytest.raises(CannotDraw, match="resolution"):
        drawn(resolution="8K")
    with pytest.raises(CannotDraw, match="'gif'"):
        drawn(formats=("gif",))


def test_a_broken_plan_is_refused() -> None:
    broken = msgspec.structs.replace(PLAN, elements=PLAN.elements[1:])
    with pytest.raises(InvalidSpec, match="'q'"):
        drawn(broken)


def test_the_check_would_have_seen_a_wrong_ratio() -> None:
    scene = drawn(ratio="4:3").scene
    assert scene is not None
    assert [finding.check for finding in check_scene(scene, PLAN, "1:1")] == [Check.RATIO]


def test_a_group_without_elements_is_not_drawn_and_said() -> None:
    groups = (
        Group(id="outer", title="All"),
        Group(id="g", title="Filled", parent="outer"),
        Group(id="h", title="Empty"),
    )
    spec = DiagramSpec(elements=(Element(id="a", label="A", group="g"), Element(id="b", label="B")), groups=groups)
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(), formats=())).scene
    assert scene is not None
    assert {frame.id for frame in scene.frames} == {"outer", "g"}
    assert [note for note in scene.notes if "'h'" in note] == list(scene.notes) != []


def test_a_frame_with_a_blank_title_is_drawn_without_one() -> None:
    spec = msgspec.structs.replace(PLAN, groups=(Group(id="r", title=" "),))
    scene = drawn(spec).scene

    assert scene is not None
    assert "r" in {frame.id for frame in scene.frames}
    assert "".join(text.text for text in scene.texts if text.owner == "r") == ""
    assert check_scene(scene, spec, None) == ()


def test_the_longest_labels_of_arrows_find_a_place() -> None:
    label = ("sends the verified token together with the language and the zone " * 2)[:120].strip()
    spec = DiagramSpec(
        elements=PLAN.elements[:1] + PLAN.elements[3:],
        connections=tuple(Connection(source="q", target=target, label=label) for target in ("m", "d", "a")),
    )
    scene = drawn(spec).scene

    assert scene is not None
    assert check_scene(scene, spec, None) == ()


@pytest.mark.parametrize(
    ("styling", "millimetres"),
    [
        (Styling(width=170.0), 170),
        (Styling(width=89.0), 89),
        (Styling(width=183.0), 183),
        (Styling(theme=Theme.IEEE), 88.9),
    ],
)
def test_a_figure_is_as_wide_as_its_styling_says_in_type_of_the_same_size(styling: Styling, millimetres: float) -> None:
    reply = render(DrawRequest(spec=chain("Corpus", "Encoder", "Decoder"), description="", styling=styling))
    scene = reply.scene
    assert scene is not None
    assert scene.width / 72 * 25.4 == pytest.approx(millimetres, abs=0.8)  # whole cells
    assert min(text.size for text in scene.texts) >= 7


@pytest.mark.drill  # the column is searched through before two are tried
def test_arrows_that_would_be_numbers_in_one_column_are_lines_over_two() -> None:
    names = [f"e{i}" for i in range(12)]  # all joined with each other
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=f"Component {name}") for name in names),
        connections=tuple(Connection(source=one, target=other) for one, other in itertools.combinations(names, 2)),
    )
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(theme=Theme.IEEE))).scene
    assert scene is not None
    assert scene.references == ()
    assert scene.width / 72 * 25.4 == pytest.approx(182, abs=0.8)


def test_without_a_width_a_figure_is_as_wide_as_it_likes_up_to_170_millimetres() -> None:
    few, many = (
        render(DrawRequest(spec=chain(*names), description="", styling=Styling())).scene
        for names in (("Corpus", "Encoder"), tuple(f"Retrieved passages {i}" for i in range(12)))
    )
    assert few is not None
    assert many is not None
    assert 80 < few.width / 72 * 25.4 < many.width / 72 * 25.4 <= 170.5
    assert min(text.size for text in few.texts) >= 7


def test_a_width_that_holds_no_figure_is_refused_and_a_theme_takes_the_next() -> None:
    crowd = DiagramSpec(elements=tuple(Element(id=f"e{i}", label="w" * 110) for i in range(3)))
    with pytest.raises(CannotDraw, match="50 mm wide"):
        render(DrawRequest(spec=crowd, description="", styling=Styling(width=50.0), aspect_ratio="4:1"))


@pytest.mark.parametrize(("width", "height"), [(250.0, 180.0), (380.0, None), (700.0, 200.0)])
def test_another_print_size_is_another_layout_in_the_same_type(width: float, height: float | None) -> None:
    size = PrintSize(width=width, height=height, resolution=144)

    reply = render(DrawRequest(spec=PLAN, description="", styling=Styling(), size=size, aspect_ratio="1:1"))

    scene, picture = reply.scene, reply.pictures[0]
    assert scene is not None
    scale = width / scene.width
    assert abs(scale - 1) < 0.01
    assert height is None or scene.height * scale == pytest.approx(height, abs=0.1)
    assert (picture.width, picture.height) == size.pixels(scene.height * scale)
    assert check_scene(scene, PLAN, None, width=scene.width) == ()
    boxes = {box.id for box in scene.boxes}
    labels = [text.size * scale for text in scene.texts if text.owner in boxes]
    assert min(abs(label - LABEL_SIZE) for label in labels) < 0.1


def test_a_print_size_that_holds_nothing_is_refused() -> None:
    size = PrintSize(width=40.0, height=20.0)

    with pytest.raises(CannotDraw, match="cannot be drawn 14 mm wide"):
        render(DrawRequest(spec=PLAN, description="", styling=Styling(), size=size))


@pytest.mark.parametrize("labels", [("Deny", ""), ("reads", "writes", "")])
def test_arrows_of_a_kind_between_the_same_boxes_are_lines_each_with_its_words(labels: tuple[str, ...]) -> None:
    arrows = tuple(Connection(source="e0", target="e1", label=label) for label in labels)
    scene = drawn(structs.replace(chain("Monitor", "Audit log"), connections=arrows)).scene
    assert scene is not None
    assert [line.twin for line in scene.lines] == list(labels)
    assert {text.owner: text.text for text in scene.texts if "->" in text.owner} == {
        f"e0->e1: {label}": label for label in labels if label
    }
    paths = [set(itertools.pairwise(line.points)) for line in scene.lines]
    assert not set.intersection(*paths)
    assert doubts(scene)["doubtful labels"] == 0
