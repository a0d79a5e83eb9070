from collections.abc import Sequence

import pytest

from pb_adapters.drawing.diagrams import composed_scene, render
from pb_adapters.drawing.diagrams.composed_scene import EDGE, legend_entries
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.legend_places import Form, Margins
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.spec import Direction, Styling
from pb_core.ports.images import DrawRequest


def test_a_legend_shows_no_form_that_only_pictograms_stand_for() -> None:
    plan = ("subgraph p", "x>Image]:::data --> e[[Encoder]]", "end", "subgraph q", "e --> z[Pool] --> y[[Head]]", "end")
    with settings():
        spec = read("\n".join(("flowchart LR", *plan))).spec
        words = [entry.words for entry in legend_entries(spec, Styling(), Detail())]
        inputs = ("x[/Image/]:::input --> e[[Encoder]]:::model --> z[Pool] --> y[/Report/]:::output",)
        spec = read("\n".join(("flowchart LR", *inputs))).spec
        marked = [entry.words for entry in legend_entries(spec, Styling(), Detail())]
    assert words == ["start", "end", "module"]
    assert marked == ["input", "output", "process", "model"]


def test_a_page_keeps_its_ratio_where_a_legend_had_room_in_what_is_empty() -> None:
    spec = read("flowchart LR\na[Encoder of tokens] --> b[Decoder] --> c[Loss head]\na -.-> c").spec
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(width=170.0), aspect_ratio="16:9")).scene
    assert scene is not None
    assert scene.legend is not None
    assert scene.width / scene.height == pytest.approx(16 / 9, rel=0.01)


def test_a_legend_beside_the_figure_has_the_margins_of_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    given = []

    def noted(scene: DrawnScene, forms: Sequence[Form], below: float, margins: Margins) -> None:
        given.append((scene, margins))
        assert forms
        assert below

    monkeypatch.setattr(composed_scene, "vacant_place", noted)
    spec = read("flowchart TD\na[/Tokens/]:::input --> b[Decoder]:::model --> c[Loss head]").spec
    styling = Styling(width=183.0, direction=Direction.DOWN)
    scene = render(DrawRequest(spec=spec, description="", styling=styling)).scene
    assert scene is not None
    assert given
    for figure, (left, top, right, bottom) in given:
        rects = [box.rect for box in figure.boxes if not box.parts] + [text.rect for text in figure.texts]
        rects += [glyph.rect for glyph in figure.glyphs]
        assert left <= max(EDGE, min(rect.x for rect in rects))
        assert right <= max(EDGE, figure.width - max(rect.right for rect in rects))
        assert (top, bottom) == (EDGE, EDGE)
    assert any(min(left, right) > EDGE + 1 for _, (left, _, right, _) in given)
