from fractions import Fraction

import pytest

from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.layout.arrangement import arrange
from pb_adapters.drawing.plots.layout.layout_plan import Choices, content_of
from pb_adapters.drawing.plots.layout.margins import Layout
from pb_adapters.drawing.plots.page import THEMES
from pb_adapters.drawing.plots.style import style_of
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Channel,
    Config,
    Encoding,
    Facet,
    FieldType,
    Layer,
    Legend,
    Medium,
    Orient,
    PlotSpec,
)
from pb_core.testing.memory.plots import table_of

TABLE = table_of(
    x=[float(i) for i in range(40)],
    y=[1e4 * i for i in range(40)],
    s=["first", "second"] * 20,
    f=[f"panel {i // 8}" for i in range(40)],
)
ENCODING = Encoding(
    x=Channel(field="x", type=FieldType.QUANTITATIVE),
    y=Channel(field="y", type=FieldType.QUANTITATIVE),
    color=Channel(field="s", type=FieldType.NOMINAL),
)


def layout(ratio: Fraction | None = None, **changes: object) -> tuple[Layout, float, float]:
    spec = PlotSpec(layer=(Layer(mark=Mark(type=MarkType.LINE), encoding=ENCODING),), **changes)  # type: ignore[arg-type]  # by name
    made = frame(spec, TABLE)
    medium = spec.config.medium
    content = content_of(spec, made, style_of(spec, made), THEMES[medium], ratio, Choices(medium=medium))
    return arrange(content), content.page.width, content.page.height


@pytest.mark.parametrize("ratio", [None, Fraction(4, 3), Fraction(1, 2), Fraction(3)])
@pytest.mark.parametrize("orient", [Orient.RIGHT, Orient.TOP, Orient.BOTTOM, Orient.DIRECT])
def test_everything_stands_on_the_sheet(ratio: Fraction | None, orient: Orient) -> None:
    made, wide, high = layout(ratio, legend=Legend(orient=orient), title="A title")
    rect = made.panels[0].rect
    assert 0 < rect.x < rect.right <= wide
    assert 0 < rect.y < rect.bottom <= high
    assert made.y_title_at[0] < rect.x - made.panels[0].y.labels.depth
    assert rect.bottom < made.x_title_at[1] < high
    if made.legend is not None:
        x, y = made.legend
        assert x >= rect.right or y >= made.x_title_at[1] or y < rect.y


def test_panels_stand_in_a_grid_of_equals() -> None:
    made, wide, high = layout(facet=Facet(field="f", columns=3), config=Config(medium=Medium.DOUBLE))
    rects = [panel.rect for panel in made.panels]
    assert len(rects) == 5
    assert len({round(rect.width, 6) for rect in rects}) == len({round(rect.height, 6) for rect in rects}) == 1
    assert rects[0].right < rects[1].x
    assert rects[1].right < rects[2].x <= rects[2].right < wide
    assert rects[0].bottom < rects[3].y <= rects[3].bottom < high
    assert [panel.y.shown for panel in made.panels] == [True, False, False, True, False]
    assert [panel.x.shown for panel in made.panels] == [False, False, True, True, True]


def test_labels_decide_the_margin() -> None:
    made, _, _ = layout()
    labels = made.panels[0].y.labels
    assert made.panels[0].rect.x > labels.depth
    assert labels.texts[-1].endswith(",000")
