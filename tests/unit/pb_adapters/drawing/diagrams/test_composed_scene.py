import pytest

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.composed_scene import legend_entries
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.spec import Styling
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
