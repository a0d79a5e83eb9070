"""The best clean drawing among the compositions on one page."""

import itertools

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams import render
from pb_adapters.drawing.diagrams.choice import best_on_page
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import promising, sketched
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.line_doubts import stubs
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Styling
from pb_core.domain.plane import Rect
from pb_core.ports.images import DrawRequest


def scene_of(spec: DiagramSpec, ratio: str | None = None) -> DrawnScene:
    scene = render(DrawRequest(spec=spec, description="", styling=Styling(), aspect_ratio=ratio)).scene
    assert scene is not None
    assert check_scene(scene, spec, ratio) == ()
    return scene


def test_no_more_is_drawn_up_than_the_effort_allows() -> None:
    names = "abcdefgh"
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=f"Part {name}") for name in names),
        connections=tuple(Connection(source=s, target=t) for s, t in itertools.combinations(names, 2)),
    )  # arrows that cannot all be straight, which takes no effort
    effort = Effort(1)
    with settings():
        assert promising(sketched(spec, Styling(), Page(), Detail()))
        found, _ = best_on_page(
            Page(narrow=True), (), spec=spec, styling=Styling(), ratio=None, detail=Detail(), effort=effort
        )
    assert found is None
    assert effort.spent


def test_names_of_a_small_figure_without_panels_are_larger_where_the_page_is_its_own() -> None:
    names = "abcd"
    chain = DiagramSpec(
        elements=tuple(Element(id=name, label=f"Part {name}") for name in names),
        connections=tuple(Connection(source=s, target=t) for s, t in itertools.pairwise(names)),
    )
    sizes = {text.owner: text.size for text in scene_of(chain).texts}
    assert [sizes[name] for name in names] == [10.0] * 4  # as is where it starts and ends
    assert sizes["(legend)"] == 7.0
    ring = structs.replace(chain, connections=(*chain.connections, Connection(source="d", target="a")))
    new = render(DrawRequest(spec=ring, description="", styling=Styling(emphasis=("b",)))).scene
    assert new is not None
    sizes = {text.owner: text.size for text in new.texts}
    assert [sizes[name] for name in names] == [10.0, 11.0, 10.0, 10.0]  # what is new leads
    assert [text.size for text in scene_of(chain, "16:9").texts if text.owner in names] == [8.5] * 4


RETRIEVAL = """flowchart TD
  input[/Case description/]:::input --> facts["LLM fact analysis"]:::model --> features["Crime features"]:::data
  features --> statutes[Statute retrieval] & cases[Similar-case retrieval]
  law[(Statute database)] --> statutes --> relevant[Relevant statutes]:::data
  relevant --> judge["LLM judgment reasoning"]:::model
  old[(Case database)] --> cases --> similar[Similar precedents]:::data --> judge
  input --> judge --> verdict([Judgment prediction]):::output
"""


def test_a_page_of_free_size_has_equal_margins_with_its_marks() -> None:
    scene = scene_of(read(RETRIEVAL).spec)
    assert {glyph.name for glyph in scene.glyphs} >= {"start", "end"}
    rects = [box.rect for box in scene.boxes if not box.parts]
    rects += [frame.rect for frame in scene.frames] + [text.rect for text in scene.texts]
    rects += [glyph.rect for glyph in scene.glyphs] + [scene.legend or Rect(0, 0, 0, 0)]
    points = [point for line in scene.lines for point in line.points]
    across = [end for rect in rects for end in (rect.x, rect.right)] + [x for x, _ in points]
    down = [end for rect in rects for end in (rect.y, rect.bottom)] + [y for _, y in points]
    margins = (min(across), scene.width - max(across), min(down), scene.height - max(down))
    assert margins == pytest.approx((MARGIN,) * 4)


def test_a_wide_panel_of_one_block_has_room_above_and_below_it() -> None:
    spec = read("""flowchart TB
        subgraph files[Files]
            a[(Orders)]
            b[(Clients)]
            c[(Prices)]
            d[(Suppliers)]
        end
        subgraph join["Stage 1: Join<br/>all of a day"]
            e[By key<br/>and day]
        end
        subgraph embed["Stage 2: Embed<br/>what is left"]
            f[Encoder<br/>512 numbers]
        end
        subgraph result[Result]
            g[Pairs]
            h[Rest]
        end
        a --> e
        b --> e
        c --> e
        d --> e
        e --> f
        f --> g
        f --> h""").spec
    assert measure_scene(scene_of(spec), spec)["quiet panel"] <= 0.16


SEARCH = """flowchart TD
  begin([Beginning]):::first --> retrieve(retrieve)
  grade(grade_documents) -.-> answer(generate_answer)
  grade -.-> rewrite(rewrite_query)
  retrieve --> grade
  again(retrieve_again) --> grade
  rewrite -.-> again
  rewrite -.-> web(web_search)
  web --> grade
  answer --> finish([Final]):::last
  classDef first fill-opacity:0
  classDef last fill:#bfb6fc
"""


def test_no_arrow_of_the_best_drawing_hides_where_it_begins_if_another_route_costs_little() -> None:
    given = read(SEARCH)
    styling = given.styling.applied(Styling(), given.spec)
    scene = render(DrawRequest(spec=given.spec, description="", styling=styling, aspect_ratio="auto")).scene
    assert scene is not None
    assert {line.name for line in scene.lines} >= {"retrieve->grade", "again->grade"}
    assert stubs(scene.lines) == 0
