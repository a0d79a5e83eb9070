import io
import re
from xml.etree import ElementTree as ET

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.text import Text

from pb_adapters.drawing.diagrams.named_groups import NamedGroup

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def axes() -> Axes:
    figure = Figure(figsize=(1, 1))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, 72)
    axes.set_ylim(72, 0)
    return axes


def written(axes: Axes, kind: str) -> bytes:
    buffer = io.BytesIO()
    axes.figure.savefig(buffer, format=kind)
    return buffer.getvalue()


def test_svg_has_one_group_with_its_name_title_and_parts(axes: Axes) -> None:
    group = NamedGroup(axes, "element-a", "A & B")
    group.path(Path([(10, 10), (20, 10)]), edgecolor="black")
    group.add(Text(30, 30, "words"))
    root = ET.fromstring(written(axes, "svg"))  # noqa: S314 - matplotlib wrote it
    found = [node for node in root.iter(f"{SVG}g") if node.get("id") == "element-a"]
    assert len(found) == 1
    assert found[0].findtext(f"{SVG}title") == "A & B"
    path = next(found[0].iter(f"{SVG}path"))
    assert re.match(r"M 10 10\s+L 20 10", path.get("d", ""))


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_other_formats_draw_the_parts_alike(axes: Axes, kind: str) -> None:
    empty = written(axes, kind)
    NamedGroup(axes, "element-a", "A").path(Path([(10, 10), (60, 60)]), edgecolor="black", linewidth=4)
    assert len(written(axes, kind)) > len(empty)
