import re

import pytest

from pb_adapters.drawing.diagrams.exports.part_names import part_names
from support.edited_figures import HOSTILE, RICH, parts_of, written

_NODE = re.compile(r"\\node\[part, .*?\] \((?P<name>[a-z0-9-]+)\)")
_DRAW = re.compile(r"^\\draw\[.*\] (?P<way>\(.*\));$", re.MULTILINE)
_END = re.compile(r"\((?:\[shift=\{\((?P<dx>[-.\d]+),(?P<dy>[-.\d]+)\)\}\])?(?P<node>[a-z0-9-]+)\.(?P<anchor>\w+)\)")


@pytest.fixture(scope="module")
def text() -> str:
    return written(RICH, "tikz").decode()


def test_there_is_a_node_for_every_element_and_panel(text: str) -> None:
    names = [match["name"] for match in _NODE.finditer(text)]
    assert sorted(names) == sorted(part_names(parts_of(RICH)).values())


def test_arrows_are_tied_to_the_nodes_that_they_join(text: str) -> None:
    ways = [match["way"] for match in _DRAW.finditer(text)]
    tied = [tuple(end["node"] for end in _END.finditer(way)) for way in ways]
    joined = [(f"element-{c.source}", f"element-{c.target}") for c in RICH.connections]
    assert [ends for ends in tied if ends] == joined


def test_ends_of_arrows_are_where_the_figure_has_them(text: str) -> None:
    parts = parts_of(RICH).parts
    rects = {f"{part.kind}-{part.id}": part.body.rect if part.body else part.rect for part in parts}
    lines = [part.line for part in parts if part.line]
    ways = [match["way"] for match in _DRAW.finditer(text) if _END.search(match["way"])]
    for line, way in zip(lines, ways, strict=True):
        for end, point in zip(_END.finditer(way), (line.points[0], line.points[-1]), strict=True):
            rect = rects[end["node"]]
            cx, cy = rect.x + rect.width / 2, rect.y + rect.height / 2
            anchors = {"center": (cx, cy), "north": (cx, rect.y), "south": (cx, rect.bottom)}
            x, y = (anchors | {"west": (rect.x, cy), "east": (rect.right, cy)})[end["anchor"]]
            assert (x + float(end["dx"] or 0), y + float(end["dy"] or 0)) == pytest.approx(point, abs=0.05)


def test_lines_of_text_are_nodes_with_the_breaks_of_the_figure(text: str) -> None:
    for words in ("{Encoder}", "{12 layers}", "Denoiser ${\\epsilon }_{\\theta }$", "{features}"):
        assert words in text


def test_panels_come_first_and_arrows_after_their_nodes(text: str) -> None:
    nodes = [match.start() for match in _NODE.finditer(text)]
    tied = [match.start() for match in _DRAW.finditer(text) if _END.search(match["way"])]
    assert text.index("(panel-training)") == min(
        text.index(f"({name})") for name in part_names(parts_of(RICH)).values()
    )
    assert max(nodes) < min(tied)


def test_hostile_labels_are_text() -> None:
    body = written(HOSTILE, "tikz").decode().partition("\\begin{tikzpicture}")[2]
    code = "\n".join(line for line in body.splitlines() if not line.startswith("%"))
    for word in ("\\textbackslash{}input\\{secrets\\}", "\\textbackslash{}write18\\{ls\\}"):
        assert word in code
    commands = set(re.findall(r"\\[A-Za-z]+", code))
    assert not commands & {"\\input", "\\write", "\\par"}
    assert "\\end{document}" in body
