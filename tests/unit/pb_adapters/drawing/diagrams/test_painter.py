from collections.abc import Iterator

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from pb_adapters.drawing.diagrams.composed_scene import Drawing
from pb_adapters.drawing.diagrams.figure_building import figure_parts
from pb_adapters.drawing.diagrams.named_groups import NamedGroup
from pb_adapters.drawing.diagrams.painter import paint
from pb_adapters.drawing.diagrams.search import best_drawing
from pb_adapters.drawing.shared.encoding import Page
from pb_adapters.drawing.shared.math_text import typeset
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, Styling
from pb_core.domain.plane import Rect, inset, within
from support.diagrams import random_spec

Painted = tuple[Drawing, Figure]


def painting(spec: DiagramSpec) -> Painted:
    with settings():
        drawing = best_drawing(spec, Styling(), "4:3", PRINT_WIDTH * 3 / 4)
        width, height = drawing.scene.width, drawing.scene.height
        page = Page(width=width, height=height, pixels=(round(width), round(height)))
        figure = paint(figure_parts(drawing, Styling()), page)
        figure.draw_without_rendering()
        return drawing, figure


@pytest.fixture(scope="module", params=[4, 13])
def painted(request: pytest.FixtureRequest) -> Painted:
    return painting(random_spec(request.param))


def groups(figure: Figure) -> dict[str, NamedGroup]:
    return {group.get_gid(): group for group in figure.axes[0].get_children() if isinstance(group, NamedGroup)}


def texts(figure: Figure) -> Iterator[Text]:
    for group in groups(figure).values():
        yield from (part for part in group.parts if isinstance(part, Text))


def paths(group: NamedGroup) -> list[PathPatch]:
    return [part for part in group.parts if isinstance(part, PathPatch)]


def test_words_are_painted_where_the_scene_says(painted: Painted) -> None:
    drawing, figure = painted
    artists = {(text.get_text(), *text.get_position()): text for text in texts(figure)}
    for run in drawing.lettering.all_runs():
        with settings():
            if typeset(run.text, bold=run.bold):
                continue
            extent = artists[run.text, run.x, run.y].get_window_extent()
            rect = run.rect
        assert extent.x0 == pytest.approx(rect.x, abs=1.5)
        assert extent.width == pytest.approx(rect.width, abs=2.5)
        assert drawing.scene.height - extent.y1 >= rect.y - 2.5
        assert drawing.scene.height - extent.y0 <= rect.bottom + 2.5


def test_boxes_are_painted_where_the_scene_says(painted: Painted) -> None:
    drawing, figure = painted
    named = groups(figure)
    for box in drawing.scene.boxes:
        if box.parts:
            continue  # a free pictogram has no outline
        extents = [path.get_path().get_extents() for path in paths(named[f"element-{box.id}"])]
        marks = [glyph.rect for glyph in drawing.scene.glyphs if glyph.owner == box.id]  # some stand on the outline
        rects = [Rect(e.x0, e.y0, e.width, e.height) for e in extents]
        outline = [rect for rect in rects if not any(within(rect, inset(mark, -2)) for mark in marks)]
        assert min(r.x for r in outline) == pytest.approx(box.rect.x, abs=1.2)
        assert max(r.right for r in outline) == pytest.approx(box.rect.right, abs=1.2)
        assert min(r.y for r in outline) == pytest.approx(box.rect.y, abs=1.2)
        assert max(r.bottom for r in outline) == pytest.approx(box.rect.bottom, abs=1.2)


def test_pictograms_are_painted_where_the_scene_says() -> None:
    elements = (
        Element(id="q", label="Query", kind=ElementKind.INPUT),
        Element(id="e", label="Encoder", kind=ElementKind.MODEL),
    )
    drawing, figure = painting(DiagramSpec(elements=elements, connections=(Connection(source="q", target="e"),)))
    assert {glyph.owner: glyph.name for glyph in drawing.scene.glyphs} == {"q": "bubble", "e": "encoder"}
    for glyph in drawing.scene.glyphs:
        extents = [path.get_path().get_extents() for path in paths(groups(figure)[f"element-{glyph.owner}"])]
        assert any(
            e.x0 == pytest.approx(glyph.rect.x, abs=0.6) and e.y1 == pytest.approx(glyph.rect.bottom, abs=0.6)
            for e in extents
        )


def test_arrows_are_painted_from_border_to_border(painted: Painted) -> None:
    drawing, figure = painted
    named = groups(figure)
    for line in drawing.scene.lines:
        body, *heads = paths(named[f"arrow-{line.source}-to-{line.target}"])
        assert tuple(body.get_path().vertices[0]) == pytest.approx(line.points[0])
        assert tuple(heads[0].get_path().vertices[0]) == pytest.approx(line.points[-1])


def test_every_part_is_one_named_group(painted: Painted) -> None:
    drawing, figure = painted
    names = set(groups(figure))
    assert {f"element-{box.id}" for box in drawing.scene.boxes} <= names
    assert {f"panel-{frame.id}" for frame in drawing.scene.frames} <= names
    assert ("legend" in names) is (drawing.legend is not None)
    parts = len(drawing.scene.boxes) + len(drawing.scene.frames) + len(drawing.scene.lines)
    assert len(names) == parts + (drawing.legend is not None)


def test_mathematics_is_painted_as_runs_of_text() -> None:
    elements = (
        Element(id="x", label="Image x_t", kind=ElementKind.DATA, group="g"),
        Element(id="d", label="Denoiser $\\epsilon_\\theta$", group="g"),
    )
    spec = DiagramSpec(
        elements=elements,
        connections=(Connection(source="x", target="d", label="\\hat{x}"),),
        groups=(Group(id="g", title="Step T_max"),),
    )
    drawing, figure = painting(spec)
    shown = [text.get_text() for text in texts(figure)]
    assert {"x", "t", "ϵ", "θ", "ˆ", "T", "max"} <= set(shown)
    assert not any(char in text for text in shown for char in "$\\_")
    assert "Image x_t" in " ".join(text.text for text in drawing.scene.texts)
    sizes = {text.get_text(): text.get_fontsize() for text in texts(figure)}
    assert sizes["t"] < sizes["x"]


def test_no_panel_is_painted_where_no_group_is_named() -> None:
    steps = tuple(Element(id=f"e{i}", label=f"Step {i}") for i in range(9))
    arrows = tuple(Connection(source=f"e{i}", target=f"e{i + 1}") for i in range(8))
    drawing, figure = painting(DiagramSpec(elements=steps, connections=arrows))
    assert not drawing.scene.frames
    assert not any(name.startswith("panel") for name in groups(figure))


def test_an_arrow_of_a_panel_is_called_by_the_panel() -> None:
    elements = (Element(id="a", label="Source", group="g"), Element(id="b", label="Sink"))
    arrow = Connection(source="a", target="b", source_group="g")
    _, figure = painting(DiagramSpec(elements=elements, connections=(arrow,), groups=(Group(id="g", title="Stage"),)))
    assert "Stage → Sink" in {group.title for group in groups(figure).values()}
