import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from pb_adapters.drawing.diagrams.rendering import arrow_heads, paint
from pb_adapters.drawing.diagrams.search import Canvas, Drawing, best_drawing
from pb_adapters.drawing.shared.encoding import Page
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.spec import Heads, Styling
from support.diagrams import random_spec

Painted = tuple[Drawing, Figure]


@pytest.fixture(scope="module", params=[4, 13])
def painted(request: pytest.FixtureRequest) -> Painted:
    with settings():
        drawing = best_drawing(random_spec(request.param), Styling(), Canvas(height=PRINT_WIDTH * 3 / 4, ratio="4:3"))
        width, height = drawing.scene.width, drawing.scene.height
        figure = paint(drawing, Page(width=width, height=height, pixels=(round(width), round(height))), Styling())
        figure.draw_without_rendering()
        return drawing, figure


def texts(figure: Figure) -> dict[tuple[str, float, float], Text]:
    return {(t.get_text(), *t.get_position()): t for t in figure.axes[0].texts}


def test_words_are_painted_where_the_scene_says(painted: Painted) -> None:
    drawing, figure = painted
    artists = texts(figure)
    for run in drawing.lettering.all_runs():
        with settings():
            extent = artists[run.text, run.x, run.y].get_window_extent()
            rect = run.rect
        assert extent.x0 == pytest.approx(rect.x, abs=1.5)
        assert extent.width == pytest.approx(rect.width, abs=2.5)
        assert drawing.scene.height - extent.y1 >= rect.y - 2.5
        assert drawing.scene.height - extent.y0 <= rect.bottom + 2.5


def test_boxes_are_painted_where_the_scene_says(painted: Painted) -> None:
    drawing, figure = painted
    patches = [p for p in figure.axes[0].patches if isinstance(p, PathPatch)]
    for box in drawing.scene.boxes:
        if box.parts:
            continue  # a free pictogram has no outline
        own = [p for p in patches if p.get_gid() in {box.id, f"stack {box.id}"}]
        extents = [p.get_path().get_extents() for p in own]
        assert min(e.x0 for e in extents) == pytest.approx(box.rect.x, abs=1.2)
        assert max(e.x1 for e in extents) == pytest.approx(box.rect.right, abs=1.2)
        assert min(e.y0 for e in extents) == pytest.approx(box.rect.y, abs=1.2)
        assert max(e.y1 for e in extents) == pytest.approx(box.rect.bottom, abs=1.2)


def test_arrows_are_painted_from_border_to_border(painted: Painted) -> None:
    drawing, figure = painted
    patches = {p.get_gid(): p for p in figure.axes[0].patches}
    for line in drawing.scene.lines:
        name = f"{line.source}->{line.target}"
        assert tuple(patches[name].get_path().vertices[0]) == pytest.approx(line.points[0])
        assert tuple(patches[f"head {name}"].get_path().vertices[0]) == pytest.approx(line.points[-1])


def test_everything_has_a_name_in_the_figure(painted: Painted) -> None:
    drawing, figure = painted
    names = {artist.get_gid() for artist in (*figure.axes[0].patches, *figure.axes[0].texts)}
    names |= {(artist.get_gid() or "").removeprefix("glyph ") for artist in figure.axes[0].artists}
    assert {box.id for box in drawing.scene.boxes} <= names
    assert {f"frame {frame.id}" for frame in drawing.scene.frames} <= names


@pytest.mark.parametrize(("heads", "count"), [(Heads.TARGET, 1), (Heads.BOTH, 2), (Heads.NONE, 0)])
def test_a_line_has_the_heads_that_its_plan_says(heads: Heads, count: int) -> None:
    points = ((0.0, 0.0), (50.0, 0.0), (50.0, 40.0))

    body, drawn = arrow_heads(points, heads)

    assert len(drawn) == count
    assert (body[0] == points[0]) is (heads is not Heads.BOTH)
    assert (body[-1] == points[-1]) is (heads is Heads.NONE)
    tips = {tuple(head.vertices[0]) for head in drawn}
    assert tips == {points[-1], points[0]} if count == 2 else tips <= {points[-1]}
