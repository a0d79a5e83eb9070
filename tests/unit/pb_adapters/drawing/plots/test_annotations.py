"""Annotations are read from what stands on the page: moving one is found."""

import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from pb_adapters.drawing.plots.figure_builder import compose
from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.layout.layout_plan import Choices
from pb_adapters.drawing.plots.readback import read_scene
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.plots.drawn import DrawnPlot
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import (
    Annotation,
    Channel,
    Encoding,
    FieldType,
    IdentityLine,
    Layer,
    Medium,
    PlotSpec,
    PointNote,
    ReferenceBand,
    ReferenceLine,
)
from pb_core.testing.memory.plots import table_of

TABLE = table_of(x=(1.0, 2.0, 3.0, 4.0), y=(1.5, 3.5, 2.0, 2.5))
ANNOTATIONS: list[Annotation] = [
    ReferenceLine(axis="y", value=2.2, label="target"),
    ReferenceLine(axis="x", value=2.5),
    ReferenceBand(axis="x", low=1.5, high=2.5, label="warm-up"),
    ReferenceBand(axis="y", low=1.8, high=2.5),
    IdentityLine(label="equal"),
    PointNote(pick="max", text="best"),
]


def spec(annotation: Annotation) -> PlotSpec:
    quantity = FieldType.QUANTITATIVE
    encoding = Encoding(x=Channel(field="x", type=quantity), y=Channel(field="y", type=quantity))
    return PlotSpec(layer=(Layer(mark=Mark(type=MarkType.POINT), encoding=encoding),), annotations=(annotation,))


def drawn(annotation: Annotation, *, moved: bool) -> DrawnPlot:
    asked = spec(annotation)
    with settings():
        scene = compose(asked, frame(asked, TABLE), None, Choices(medium=Medium.SINGLE))
        artist = scene.references[0].artist
        if moved and isinstance(artist, Line2D):
            artist.set_data([x + 0.3 for x in artist.get_xdata()], [y + 0.1 for y in artist.get_ydata()])
        elif moved and isinstance(artist, Rectangle):
            artist.set_bounds(artist.get_x() + 0.3, artist.get_y() + 0.3, artist.get_width(), artist.get_height())
        return read_scene(scene)


@pytest.mark.parametrize("annotation", ANNOTATIONS)
def test_an_annotation_is_read_where_it_stands(annotation: Annotation) -> None:
    assert prove(spec(annotation), TABLE, drawn(annotation, moved=False)).faithful
    assert not prove(spec(annotation), TABLE, drawn(annotation, moved=True)).faithful


def test_a_rule_runs_over_bars_and_its_label_reads_on_them() -> None:
    table = table_of(c=list("abcdef"), y=[5.0, 5.0, 5.0, 5.0, 5.0, 5.0])
    x, y = Channel(field="c", type=FieldType.NOMINAL), Channel(field="y", type=FieldType.QUANTITATIVE)
    bars = Layer(mark=Mark(type=MarkType.BAR), encoding=Encoding(x=x, y=y))
    asked = PlotSpec(layer=(bars,), annotations=(ReferenceLine(axis="y", value=2.0, label="threshold"),))
    with settings():
        scene = compose(asked, frame(asked, table), None, Choices(medium=Medium.SINGLE))
    (rule,) = scene.references
    assert rule.artist.get_zorder() > max(patch.get_zorder() for patch in scene.panels[0].axes.patches)
    assert rule.text.get_bbox_patch().get_facecolor() == (1, 1, 1, 1)
