from matplotlib.path import Path

from pb_adapters.drawing.diagrams.exports.pptx import shapes
from pb_adapters.drawing.diagrams.exports.pptx.connector_paths import Connector
from pb_adapters.drawing.diagrams.exports.pptx.geometry import geometry
from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import NAMESPACES, node
from pb_adapters.drawing.diagrams.figure_parts import Outline, Shape, Stroke
from pb_core.domain.plane import Rect

NAME = shapes.Name(7, "Encoder", "Model: Encoder")


def test_a_shape_is_named_and_described() -> None:
    box = Shape(shape="block", rect=Rect(0, 0, 9, 9), fill="#ffffff")
    named = shapes.shape(NAME, box, geometry(box), None).find("p:nvSpPr/p:cNvPr", NAMESPACES)
    assert dict(named.attrib) == {"id": "7", "name": "Encoder", "descr": "Model: Encoder"}


def test_a_connector_is_glued_to_sites() -> None:
    way = Connector(preset="bentConnector3", rect=Rect(0, 0, 9, 9), adjusted=(0.25,))
    made = shapes.connector(NAME, way, node("a:ln"), [(3, 1), None])
    assert dict(made.find("p:nvCxnSpPr/p:cNvCxnSpPr/a:stCxn", NAMESPACES).attrib) == {"id": "3", "idx": "1"}
    assert made.find("p:nvCxnSpPr/p:cNvCxnSpPr/a:endCxn", NAMESPACES) is None
    assert made.find("p:spPr/a:prstGeom/a:avLst/a:gd", NAMESPACES).get("fmla") == "val 25000"


def test_a_path_without_a_fill_is_not_filled() -> None:
    path = Path([(1, 1), (5, 1), (5, 4)])
    made = shapes.outline(NAME, Outline(path=path, stroke=Stroke(colour="#000000", width=1)))
    assert made.find("p:spPr/a:custGeom/a:pathLst/a:path", NAMESPACES).get("fill") == "none"
    assert made.find("p:spPr/a:xfrm/a:off", NAMESPACES).get("x") == "12700"


def test_what_is_in_a_group_stays_where_it_is_on_the_slide() -> None:
    made = shapes.group(NAME, Rect(1, 2, 3, 4), [node("p:sp")])
    place = made.find("p:grpSpPr/a:xfrm", NAMESPACES)
    off, ext, inner_off, inner_ext = (dict(child.attrib) for child in place)
    assert (off, ext) == (inner_off, inner_ext)


def test_numbers_are_given_once() -> None:
    numbers = shapes.Numbers()
    assert [numbers.fresh() for _ in range(3)] == [2, 3, 4]


def test_a_picture_is_named_by_its_relation() -> None:
    made = shapes.picture(NAME, Rect(0, 0, 9, 9), "rId5")
    blip = made.find("p:blipFill/a:blip", NAMESPACES)
    assert blip.get(f"{{{NAMESPACES['r']}}}embed") == "rId5"
