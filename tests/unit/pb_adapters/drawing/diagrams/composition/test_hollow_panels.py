"""Hollow panels: pictograms become blocks there, and arrows told by letter divide nothing."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, void_share
from pb_adapters.drawing.diagrams.composition.hollow_panels import filled_up, in_one_line
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, Shape, Styling

PLAN = DiagramSpec(
    elements=(
        Element(id="s", label="Records", kind=ElementKind.STORE, group="g"),
        *(Element(id=name, label=f"Step {name}", group="h") for name in "abcd"),
    ),
    groups=(Group(id="g", title="A panel with a long title"), Group(id="h", title="Steps")),
    connections=tuple(Connection(source=s, target=t) for s, t in ("sa", "ab", "bc", "cd")),
)
PAGE = Page()


def _hollow() -> Sketch:
    """A sketch with the first panel far larger than the pictogram in it."""
    found = [s for s in sketched(PLAN, Styling(), PAGE, Detail()) if _free(s) and _void(s) > 0.2]
    return found[0]


def _free(sketch: Sketch) -> bool:
    picture = sketch.leaves["s"].picture
    return picture is not None and picture.free


def _void(sketch: Sketch) -> float:
    return void_share(marked_rows(sketch.fit, (), sketch.leaves), sketch.fit.frames["g"])


def test_a_store_alone_in_a_hollow_panel_is_a_cylinder_around_its_words() -> None:
    with settings():
        before = _hollow()
        after = filled_up(PLAN, Styling(), before)
    block = after.leaves["s"].plan
    assert block is not None
    assert (block.shape, [line.text for line in block.lines]) == ("cylinder", ["Records"])
    assert _void(after) < _void(before)
    assert (after.fit.width, after.fit.height) == (before.fit.width, before.fit.height)


def test_a_figure_without_hollow_panels_stays_as_it_is() -> None:
    plain = structs.replace(PLAN, elements=tuple(structs.replace(e, kind=ElementKind.PROCESS) for e in PLAN.elements))
    with settings():
        sketch = sketched(plain, Styling(), PAGE, Detail())[0]
        assert filled_up(plain, Styling(), sketch) is sketch


def test_a_block_with_a_hollow_panel_for_itself_has_its_words_in_more_lines() -> None:
    request = Element(id="s", label="Natural language request", group="g")
    plan = structs.replace(PLAN, elements=(request, *PLAN.elements[1:]))
    with settings():
        before = next(s for s in sketched(plan, Styling(), PAGE, Detail()) if _lines(s) == 1 and _void(s) > 0.2)
        after = filled_up(plan, Styling(), before)
    assert _lines(after) > 1
    assert _void(after) < _void(before)


def _lines(sketch: Sketch) -> int:
    block = sketch.leaves["s"].plan
    return len(block.lines) if block else 0


def test_a_pictogram_that_a_block_has_no_room_for_stays_free_and_is_larger() -> None:
    image = Element(id="s", label="Image", kind=ElementKind.DATA, shape=Shape.FLAG, group="g")
    plan = structs.replace(PLAN, elements=(image, *PLAN.elements[1:]))
    with settings():
        before = next(s for s in sketched(plan, Styling(), PAGE, Detail()) if _free(s) and _void(s) > 0.3)
        after = filled_up(plan, Styling(), before)
    assert _free(after)
    assert after.fit.leaves["s"].height > before.fit.leaves["s"].height
    assert _void(after) < _void(before)


def test_details_are_joined_to_one_line_and_brackets_follow_without_a_sign() -> None:
    element = Element(id="s", label="Corpus", detail="Academic: 126\nIndustry: 13\n(all checked)", group="g")
    plan = structs.replace(PLAN, elements=(element, *PLAN.elements[1:]))
    (joined, *others) = in_one_line(plan, "s").elements
    assert joined.detail == "Academic: 126 · Industry: 13 (all checked)"
    assert others == list(plan.elements[1:])
