"""Pages read back as draw.io does: cells by their ids, their places, and what edges join."""

import math
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from pb_adapters.drawing.diagrams.exports import exported
from pb_adapters.drawing.diagrams.exports.drawio.styles import UNIT
from pb_adapters.drawing.diagrams.figure_parts import Shape
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import DiagramSpec
from support.edited_figures import HOSTILE, LONG, LOOPS, RICH, parts_of, written

NUMBERS, FLAGS = float, {"0", "1"}.__contains__
SCHEMA: dict[str, tuple[set[str], dict[str, object]]] = {
    "mxfile": ({"diagram"}, {"host": str}),
    "diagram": ({"mxGraphModel"}, {"id": str, "name": str}),
    "mxGraphModel": (
        {"root"},
        dict.fromkeys(("grid", "guides", "tooltips", "connect", "arrows", "fold", "page", "math", "shadow"), FLAGS)
        | {"pageScale": NUMBERS, "pageWidth": int, "pageHeight": int},
    ),
    "root": ({"mxCell"}, {}),
    "mxCell": (
        {"mxGeometry"},
        dict.fromkeys(("id", "parent", "value", "style", "source", "target"), str)
        | dict.fromkeys(("vertex", "edge", "connectable"), FLAGS),
    ),
    "mxGeometry": (
        {"mxPoint", "Array"},
        dict.fromkeys(("x", "y", "width", "height"), NUMBERS) | {"relative": FLAGS, "as": {"geometry"}.__contains__},
    ),
    "Array": ({"mxPoint"}, {"as": {"points"}.__contains__}),
    "mxPoint": (set(), {"x": NUMBERS, "y": NUMBERS, "as": {"sourcePoint", "targetPoint", "offset"}.__contains__}),
}
"""What the schema of draw.io (mxfile.xsd) has in each element that we write: children, and attributes with types."""

Place = tuple[float, float, float, float]


class _Words(HTMLParser):
    """Collects the text of a label, and which elements it has."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data


def words(cell: ET.Element) -> _Words:
    parser = _Words()
    parser.feed(cell.get("value", ""))
    parser.close()
    return parser


@pytest.fixture(scope="module")
def cells() -> dict[str, ET.Element]:
    root = ET.fromstring(written(RICH, "drawio"))  # noqa: S314 - we wrote it
    found = list(root.iterfind("diagram/mxGraphModel/root/mxCell"))
    by_id = {cell.get("id", ""): cell for cell in found}
    assert len(by_id) == len(found)
    return by_id


def place(cells: dict[str, ET.Element], name: str) -> Place:
    """Where a cell is on the page, in points: its geometry is seen from its parent."""
    geometry = cells[name].find("mxGeometry")
    assert geometry is not None
    x, y, wide, high = (float(geometry.get(key, "0")) / UNIT for key in ("x", "y", "width", "height"))
    home = cells[name].get("parent", "1")
    if home != "1":
        left, top, _, _ = place(cells, home)
        x, y = x + left, y + top
    return x, y, wide, high


def style(cell: ET.Element) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in cell.get("style", "").split(";") if pair)
    return {name: value for name, _, value in pairs}


def joins(cells: dict[str, ET.Element]) -> list[ET.Element]:
    return [cell for cell in cells.values() if cell.get("edge") and cell.get("parent") == "1"]


@pytest.mark.parametrize("spec", [RICH, HOSTILE, LOOPS], ids=["rich", "hostile", "loops"])
def test_a_page_follows_the_schema_of_draw_io(spec: DiagramSpec) -> None:
    for node in ET.fromstring(written(spec, "drawio")).iter():  # noqa: S314 - we wrote it
        children, attributes = SCHEMA[node.tag]
        assert {child.tag for child in node} <= children
        for name, value in node.attrib.items():
            is_valid = attributes[name]
            assert callable(is_valid)
            assert is_valid(value) is not False, (node.tag, name, value)


def test_every_cell_is_in_one_that_comes_before_it(cells: dict[str, ET.Element]) -> None:
    seen: set[str] = set()
    for name, cell in cells.items():
        assert name == "0" or cell.get("parent") in seen
        assert (cell.get("vertex"), cell.get("edge")).count("1") == (0 if name in {"0", "1"} else 1)
        seen.add(name)


def test_elements_and_panels_stand_where_the_figure_has_them(cells: dict[str, ET.Element]) -> None:
    for part in parts_of(RICH).parts:
        if part.kind in {"element", "panel"}:
            rect = part.body.rect if part.body else part.rect
            found = place(cells, f"{part.kind}-{part.id}")
            assert found == pytest.approx((rect.x, rect.y, rect.width, rect.height), abs=0.02)


def test_labels_are_the_words_of_the_figure(cells: dict[str, ET.Element]) -> None:
    assert words(cells["element-encoder"]).text == "Encoder\n12 layers\n"
    assert words(cells["element-mix"]).text == "Denoiser ϵθ\n"
    assert words(cells["panel-training"]).text == "Training\n"


def test_edges_join_what_the_arrows_of_the_plan_join(cells: dict[str, ET.Element]) -> None:
    joined = [(edge.get("source"), edge.get("target")) for edge in joins(cells)]
    assert joined == [(f"element-{c.source}", f"element-{c.target}") for c in RICH.connections]


def test_edges_go_the_way_of_the_arrows(cells: dict[str, ET.Element]) -> None:
    arrows = [part.line for part in parts_of(RICH).parts if part.line]
    for edge, line in zip(joins(cells), arrows, strict=True):
        told = style(edge)
        ends = []
        for role, prefix in (("source", "exit"), ("target", "entry")):
            x, y, wide, high = place(cells, edge.get(role, ""))
            ends.append((x + wide * float(told[f"{prefix}X"]), y + high * float(told[f"{prefix}Y"])))
        inner = [
            (float(p.get("x", "")) / UNIT, float(p.get("y", "")) / UNIT)
            for p in edge.iterfind("mxGeometry/Array/mxPoint")
        ]
        way = [ends[0], *inner, ends[1]]
        assert len(way) == len(line.points)
        assert all(math.dist(a, b) < 0.1 for a, b in zip(way, line.points, strict=True))


def test_a_label_of_an_edge_stands_where_the_figure_has_it(cells: dict[str, ET.Element]) -> None:
    """It is placed from the middle of the way, by length."""
    (edge,) = [edge for edge in joins(cells) if words(edge).text.strip() == "yes"]
    part = next(part for part in parts_of(RICH).parts if part.id == "good->cache")
    assert part.line is not None
    (ax, ay), (bx, by) = part.line.points
    offset = edge.find("mxGeometry/mxPoint[@as='offset']")
    assert offset is not None
    x, y = (ax + bx) / 2 + float(offset.get("x", "")) / UNIT, (ay + by) / 2 + float(offset.get("y", "")) / UNIT
    rect = part.words[0].rect
    assert (x, y) == pytest.approx((rect.x + rect.width / 2, rect.y + rect.height / 2), abs=0.6)
    assert {value for key, value in style(edge).items() if key.startswith("spacing")} == {"0"}


def test_a_label_on_its_line_hides_it() -> None:
    figure = parts_of(RICH)
    yes = next(part for part in figure.parts if part.id == "good->cache")
    ground = Shape(shape="rounded", rect=yes.words[0].rect, radius=0.0, fill="#eef4f9")
    interrupted = replace(yes, front=(*yes.front[:1], ground, *yes.front[1:]))
    figure = replace(figure, parts=tuple(interrupted if part is yes else part for part in figure.parts))
    with settings():
        root = ET.fromstring(exported(figure, "drawio").data)  # noqa: S314 - we wrote it
    edges = joins({cell.get("id", ""): cell for cell in root.iter("mxCell")})
    grounds = {words(edge).text.strip(): style(edge)["labelBackgroundColor"] for edge in edges}
    assert grounds["yes"] == "#eef4f9"
    assert grounds["no"] == "none"


def test_words_beside_arrows_are_labels_of_edges(cells: dict[str, ET.Element]) -> None:
    shown = [words(edge).text.strip() for edge in joins(cells)]
    assert [text for text in shown if text] == ["features", "yes", "no"]


def test_hostile_labels_and_ids_are_text() -> None:
    root = ET.fromstring(written(HOSTILE, "drawio"))  # noqa: S314 - we wrote it
    labels = [words(cell) for cell in root.iter("mxCell")]
    assert set().union(*(label.tags for label in labels)) <= {"div", "span", "sub", "sup"}
    shown = [" ".join(label.text.split()) for label in labels]
    assert "<b>Bold</b> & \"quoted\" 'text' ]]> &amp;" in shown
    assert any(text.startswith("\\input{secrets}") for text in shown)
    assert any(text.replace(" ", "").replace("-", "") == LONG for text in shown)
    assert len({cell.get("id") for cell in root.iter("mxCell")}) == len(labels)
