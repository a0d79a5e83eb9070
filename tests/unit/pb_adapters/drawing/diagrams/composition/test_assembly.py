import pytest

from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.batches import compositions
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.palettes import colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.spec import (
    Connection,
    ConnectionKind,
    DiagramSpec,
    Element,
    ElementKind,
    Group,
    Palette,
    Shape,
    Styling,
)
from pb_core.domain.plane import border_distance, holds, inset, within
from pb_core.domain.print_styling import Theme

SPEC = DiagramSpec(
    elements=(
        Element(id="i", label="Input image", kind=ElementKind.INPUT, group="g"),
        Element(id="e", label="Image encoder", kind=ElementKind.MODEL, group="g"),
        Element(id="d", label="Decoder", group="h", repeat=4),
        Element(id="o", label="Report", kind=ElementKind.OUTPUT, group="h"),
    ),
    connections=(
        Connection(source="i", target="e"),
        Connection(source="e", target="d", label="features"),
        Connection(source="d", target="o"),
    ),
    groups=(Group(id="g", title="Encoding"), Group(id="h", title="Decoding", repeat=2)),
)

_NEARLY_TWICE = 1.8  # as ways above and below all else are looked at as well


@pytest.fixture(scope="module", params=[None, PRINT_WIDTH / 2])
def composed(request: pytest.FixtureRequest) -> Composed:
    with settings():
        return next(next(compositions(SPEC, Styling(), [Page(height=request.param)], Detail(), Effort())).plain())


def test_arrows_end_on_the_outlines_of_their_boxes(composed: Composed) -> None:
    boxes = {box.id: box for box in composed.boxes}
    for (source, target), path in zip(composed.attempt.stock.ends, composed.attempt.paths, strict=True):
        assert border_distance(boxes[source].outline, path[0]) < 1
        assert border_distance(boxes[target].outline, path[-1]) < 1


def test_words_without_an_outline_reach_as_far_as_their_badge() -> None:
    repeated = DiagramSpec(elements=(Element(id="t", label="X", shape=Shape.TEXT, repeat=4),))
    with settings():
        found = next(next(compositions(repeated, Styling(), [Page()], Detail(), Effort())).plain())
    (box,), (badge,) = found.boxes, found.lettering.badges
    assert within(badge.rect, box.rect)


def test_arrows_end_at_the_line_of_bare_words_that_they_meet() -> None:
    loss = Element(id="l", label="$L_f$", kind=ElementKind.OBJECTIVE, detail="cosine feature distillation")
    models = tuple(Element(id=name, label=f"Encoder {name}", kind=ElementKind.MODEL) for name in "ab")
    to = tuple(Connection(source=one.id, target="l") for one in models)
    with settings():
        batch = next(
            compositions(DiagramSpec(elements=(*models, loss), connections=to), Styling(), [Page()], Detail(), Effort())
        )
        drawings = list(batch.plain())
    words = [next(box for box in found.boxes if box.id == "l") for found in drawings]
    assert all(box.parts[0].width < box.parts[1].width / 2 for box in words)
    ends = [(box, path[-1]) for box, found in zip(words, drawings, strict=True) for path in found.attempt.paths]
    assert all(any(holds(inset(part, -0.1), end) for part in box.parts) for box, end in ends)
    assert any(abs(x - box.rect.middle[0]) > box.parts[0].width / 2 for box, (x, _) in ends), (
        "none is beside the symbol"
    )


def test_pictograms_lie_in_their_boxes(composed: Composed) -> None:
    boxes = {box.id: box for box in composed.boxes}
    owners = {glyph.owner for glyph in composed.glyphs}
    assert owners >= {"i", "e", "o"}
    assert all(within(glyph.rect, boxes[glyph.owner].rect, 0.01) for glyph in composed.glyphs)
    assert [bool(boxes[name].parts) for name in "ie"] == [True, False]
    assert all(bool(box.parts) == (box.shape == "picture") for box in boxes.values())


def test_the_panels_reach_to_equal_margins(composed: Composed) -> None:
    frames = composed.attempt.frames.values()
    assert min(frame.x for frame in frames) == pytest.approx(MARGIN)
    assert max(frame.right for frame in frames) == pytest.approx(composed.attempt.width - MARGIN)
    top, bottom = min(f.y for f in frames), composed.attempt.height - max(f.bottom for f in frames)
    assert top == pytest.approx(bottom)
    assert top == pytest.approx(MARGIN, abs=2.2)


def test_labels_stand_beside_their_arrows(composed: Composed) -> None:
    (tag,) = [tag for tag in composed.attempt.tags.values() if tag is not None]
    assert tag.lines == ("features",)


def test_a_page_whose_height_follows_its_labels_has_its_arrows_routed_once() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in "abcde"),
        connections=(
            *(
                Connection(source=one, target=other, label="what is known")
                for one, other in ("ab", "ac", "bd", "cd", "de", "ad", "be")
            ),
            Connection(source="e", target="a", kind=ConnectionKind.FEEDBACK, label="what is known before"),
        ),
    )
    changed = []
    with settings():
        for sketch in sketched(spec, Styling(), Page(narrow=True), Detail()):
            tints = tints_of(colours(Palette.HARBOR, Theme.PRINT), (), sketch.stock)
            grown, usual = Effort(), Effort()
            papers = ((Paper(height=sketch.height, grows=True), grown), (Paper(height=sketch.height), usual))
            first, _ = (
                assembled(spec, sketch.stock, sketch.leaves, sketch.fit, *page[:1], tints, page[1]) for page in papers
            )
            more, once = (Effort().left - effort.left for effort in (grown, usual))
            assert more < _NEARLY_TWICE * once or more == once == 0
            changed.append(once and first and abs(first.attempt.height - sketch.height) > 1)
    assert any(changed)


def beside(by: int) -> tuple[Sketch, Fitted]:
    """A sketch, and its parts on a page wider by nine cells, at the left or so many cells from there."""
    with settings():
        sketch = sketched(SPEC, Styling(), Page(narrow=True), Detail())[0]

    def moved(areas: dict[str, Area]) -> dict[str, Area]:
        return {name: a.moved(by, 0) for name, a in areas.items()}

    fit = sketch.fit
    return sketch, Fitted(moved(fit.leaves), moved(fit.frames), fit.width + 9, fit.height)


def set_on(paper: Paper, sketch: Sketch, fit: Fitted) -> Composed:
    with settings():
        tints = tints_of(colours(Palette.HARBOR, Theme.PRINT), (), sketch.stock)
        found = assembled(SPEC, sketch.stock, sketch.leaves, fit, paper, tints, Effort())
    assert isinstance(found, Composed)
    return found


def test_a_narrow_page_is_cut_where_its_left_margin_is_wider_than_the_others() -> None:
    sketch, wide = beside(9)
    paper = Paper(height=sketch.height, grows=True, narrow=True)
    cut, usual = (set_on(paper, sketch, fit) for fit in (wide, sketch.fit))
    assert cut.attempt.width == pytest.approx(usual.attempt.width)
    assert min(frame.x for frame in cut.attempt.frames.values()) == pytest.approx(MARGIN)


@pytest.mark.parametrize("by", [0, 4, 9])
@pytest.mark.parametrize("grows", [False, True])
def test_a_page_of_a_given_width_has_equal_margins_at_its_sides(by: int, *, grows: bool) -> None:
    sketch, wide = beside(by)
    found = set_on(Paper(height=sketch.height, grows=grows), sketch, wide).attempt
    left, right = min(f.x for f in found.frames.values()), found.width - max(f.right for f in found.frames.values())
    assert found.width == pytest.approx(2 * MARGIN + wide.width * PITCH)
    assert (left, right) == pytest.approx((MARGIN + 4.5 * PITCH,) * 2, abs=1.0)


def test_a_narrow_page_is_not_cut_into_its_panels() -> None:
    with settings():
        sketch = sketched(SPEC, Styling(), Page(narrow=True), Detail())[0]
        tints = tints_of(colours(Palette.HARBOR, Theme.PRINT), (), sketch.stock)
        paper = Paper(height=sketch.height, grows=True, narrow=True)
        composed = assembled(SPEC, sketch.stock, sketch.leaves, sketch.fit, paper, tints, Effort())
    assert composed
    assert min(frame.x for frame in composed.attempt.frames.values()) == pytest.approx(MARGIN)


def test_margins_are_equal_about_words_and_pictograms_without_an_outline() -> None:
    loose = DiagramSpec(
        elements=(
            Element(id="s", label="Samples", kind=ElementKind.DATA, shape=Shape.CYLINDER),
            Element(id="m", label="Model"),
            Element(id="n", label="A note", shape=Shape.TEXT),
        ),
        connections=(Connection(source="s", target="m"), Connection(source="m", target="n")),
    )
    with settings():
        found = next(next(compositions(loose, Styling(), [Page(narrow=True)], Detail(), Effort())).plain())
    left = min(rect.x for box in found.boxes for rect in box.parts or (box.rect,))
    assert left == pytest.approx(MARGIN, abs=2)
