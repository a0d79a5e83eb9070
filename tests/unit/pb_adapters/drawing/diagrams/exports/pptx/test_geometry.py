import pytest

from pb_adapters.drawing.diagrams.exports.pptx.geometry import BARE, Site, geometry
from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import NAMESPACES, Node
from pb_adapters.drawing.diagrams.figure_parts import Shape
from pb_core.domain.plane import Rect

RECT = Rect(10, 20, 40, 20)
MIDDLES = {"top": (30, 20), "left": (10, 30), "bottom": (30, 40), "right": (50, 30)}


def found(made: Node, path: str) -> list[Node]:
    return list(made.iterfind(path, NAMESPACES))


@pytest.mark.parametrize(
    ("shape", "preset", "numbers"),
    [
        ("rounded", "roundRect", (0, 1, 2, 3)),
        ("pill", "roundRect", (0, 1, 2, 3)),
        ("diamond", "diamond", (0, 1, 2, 3)),
        ("ellipse", "ellipse", (0, 2, 4, 6)),
        ("cylinder", "can", (1, 2, 3, 4)),
        (BARE, "rect", (0, 1, 2, 3)),
    ],
)
def test_shapes_that_are_met_in_the_middle_of_a_side_are_presets(
    shape: str, preset: str, numbers: tuple[int, ...]
) -> None:
    met = [Site(point, side) for side, point in enumerate(MIDDLES.values())]
    made = geometry(Shape(shape=shape, rect=RECT), met)
    assert made.outline.get("prst") == preset
    assert tuple(made.sites[site.point] for site in met) == numbers
    assert made.is_whole


def test_a_shape_that_is_met_elsewhere_has_a_site_there() -> None:
    made = geometry(Shape(shape="rounded", rect=RECT), [Site((20, 20), 0)])
    assert made.outline.get("prst") is None
    assert made.sites[20, 20] == 4
    site = found(made.outline, "a:cxnLst/a:cxn")[4]
    assert site.get("ang") == "16200000"
    guides = {gd.get("name"): gd.get("fmla") for gd in found(made.outline, "a:gdLst/a:gd")}
    assert guides["connsiteX4"] == f"*/ {10 * 12700} w {40 * 12700}"
    assert guides["connsiteY4"] == f"*/ 0 h {20 * 12700}"


def test_the_corners_of_a_rectangle_are_as_round_as_drawn() -> None:
    made = geometry(Shape(shape="rounded", rect=RECT, radius=5))
    assert [gd.get("fmla") for gd in found(made.outline, "a:avLst/a:gd")] == ["val 25000"]
    assert made.inset == pytest.approx(5 * (1 - 2**-0.5), abs=1e-3)


@pytest.mark.parametrize("shape", ["hexagon", "slant", "funnel", "flag", "sheet", "chamfer"])
def test_other_shapes_are_paths_that_close(shape: str) -> None:
    made = geometry(Shape(shape=shape, rect=RECT))
    (path,) = found(made.outline, "a:pathLst/a:path")
    assert path.get("w") == str(40 * 12700)
    assert path[0].tag.endswith("moveTo")
    assert path[-1].tag.endswith("close")
    assert not made.is_whole
