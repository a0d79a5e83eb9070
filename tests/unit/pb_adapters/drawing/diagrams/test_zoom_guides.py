import pytest

from pb_adapters.drawing.diagrams.figure_building import figure_parts
from pb_adapters.drawing.diagrams.search import best_drawing
from pb_adapters.drawing.diagrams.zoom_guides import with_guides
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.guide_checks import guide_findings
from pb_core.domain.diagrams.scene import DrawnBox, DrawnFrame, DrawnScene
from pb_core.domain.diagrams.spec import Styling
from pb_core.domain.plane import Rect

BLOCK, ZOOMS = Rect(180, 140, 60, 30), {"block": "inside"}
COMPILER = """flowchart LR
  A[Source code] --> B[Parser] --> C[Optimizer] --> D[Binary]
  subgraph inside[Optimizer]
    E[Constant folding] --> F[Loop unrolling] --> G[Register allocation]
  end"""


def scene(panel: Rect, *others: Rect, shape: str = "rounded") -> DrawnScene:
    boxes = [DrawnBox(id=f"x{n}", rect=rect, shape="rounded") for n, rect in enumerate(others)]
    return DrawnScene(
        width=420,
        height=320,
        boxes=(DrawnBox(id="block", rect=BLOCK, shape=shape), *boxes),
        frames=(DrawnFrame(id="inside", rect=panel),),
        lines=(),
        texts=(),
    )


@pytest.mark.parametrize("shape", ["rounded", "pill", "hexagon", "circle", "cylinder", "slant"])
@pytest.mark.parametrize(
    "panel",
    [Rect(20, 200, 380, 90), Rect(100, 20, 200, 90), Rect(300, 20, 100, 280), Rect(20, 100, 120, 120)],
    ids=["below", "above", "right", "left"],
)
def test_two_guides_join_the_corners_that_face_each_other(panel: Rect, shape: str) -> None:
    drawn = with_guides(scene(panel, shape=shape), ZOOMS)
    assert len(drawn.guides) == 2
    assert list(guide_findings(drawn)) == []
    assert drawn.notes == ()


def test_without_a_free_way_there_is_a_note_and_no_guide() -> None:
    drawn = with_guides(scene(Rect(20, 200, 380, 90), Rect(100, 180, 60, 15)), ZOOMS)
    assert drawn.guides == ()
    assert drawn.notes == ("no guides lead from 'block' to the panel 'inside' of its inside, as their way is not free",)


@pytest.mark.parametrize("width", [None, 89.0])
def test_a_block_stands_beside_its_inside_which_is_no_start_of_the_figure(width: float | None) -> None:
    styling = Styling(width=width)
    with settings():
        drawn = best_drawing(read(COMPILER).spec, styling, None, width and width / 25.4 * 72)
        parts = figure_parts(drawn, styling).parts
    assert {(guide.block, guide.group) for guide in drawn.scene.guides} == {("C", "inside")}
    assert list(guide_findings(drawn.scene)) == []
    assert {glyph.owner for glyph in drawn.scene.glyphs if glyph.name in {"start", "end"}} == {"A", "D"}
    guides = [part for part in parts if part.kind == "guide"]
    assert [part.title for part in guides] == ["Guide: Optimizer, its inside"] * 2
    assert drawn.legend is not None
    assert [e.entry.words for e in drawn.legend.entries] == ["start", "end", "inside of a block"]
