from itertools import chain

import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition.directions import disobedient
from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.fitting import fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH, page_width
from pb_adapters.drawing.diagrams.composition.patterns import Way
from pb_adapters.drawing.diagrams.composition.search import (
    Page,
    compositions,
    has_room,
    promising,
    sketched,
    unlabelled,
)
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.search import best_composition
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.design_targets import score
from pb_core.domain.diagrams.scene import PRINT_WIDTH
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, Styling
from support.compositions import plan
from support.diagrams import random_spec

PANELS = plan("a>b", "b>c", "c>d", "d>e", "e~c", groups={"f": "ab", "g": "cde"})


def test_sketches_are_different_and_come_best_first() -> None:
    with settings():
        found = sketched(PANELS, Styling(), Page(), Detail())
    assert [s.badness for s in found] == sorted(s.badness for s in found)
    places = [(tuple(s.fit.leaves.items()), s.height) for s in found]
    assert len(set(places)) == len(places)


def test_what_is_drawn_up_are_several_kinds() -> None:
    with settings():
        spec = plan("a>b", "b>c", "c>d", "d>e", "e~c", "x>a", "e>y", groups={"f": "ab", "g": "cde"})
        found = promising(sketched(spec, Styling(), Page(), Detail()))
    assert len({sketch.way for sketch in found}) > 1


def test_other_breaks_of_labels_are_tried_on_the_best_trees_only() -> None:
    spec = plan("a>b", "b>c", "c>d", "d>e", "b>f", "f>g", "g>h", groups={"x": "ab", "y": "cde", "z": "fgh"})
    with settings():
        found = sketched(spec, Styling(), Page(narrow=True), Detail())
    kinds = {sketch.stock.typography.measure: set[str]() for sketch in found}
    for sketch in found:
        kinds[sketch.stock.typography.measure].add(repr(sketch.ways))
    first, again = kinds.values() if len(kinds) > 1 else (*kinds.values(), set[str]())
    assert min(len(first), len(again)) <= 24 < max(len(first), len(again))


def test_a_narrow_page_is_as_large_as_its_boxes_like_it_and_never_wider_than_print() -> None:
    with settings():
        few = sketched(plan("a>b", "b>c"), Styling(), Page(narrow=True), Detail())
        many = sketched(random_spec(4, largest=14), Styling(), Page(narrow=True), Detail())
    widths = [sketch.fit.width * PITCH + 2 * MARGIN for sketch in (*few, *many)]
    assert min(widths) < 0.8 * PRINT_WIDTH
    assert max(widths) <= PRINT_WIDTH + 0.1


def test_labels_beyond_their_boxes_make_the_page_higher() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in "ab"),
        connections=(
            Connection(source="a", target="b", label="what is asked of them"),
            Connection(source="b", target="a", label="what they then answer"),
        ),
    )
    with settings():
        found = list(
            chain.from_iterable(
                batch.plain() for batch in compositions(spec, Styling(), [Page(narrow=True)], Detail(), Effort())
            )
        )
    for composed in found:
        labels = [tag.rect for tag in composed.attempt.tags.values() if tag]
        assert min(rect.y for rect in labels) >= MARGIN - 0.1
        assert max(rect.bottom for rect in labels) <= composed.attempt.height - MARGIN + 0.1


def test_every_label_has_its_place() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in "abc"),
        connections=(
            Connection(source="a", target="b", label="a rather long label of an arrow"),
            Connection(source="b", target="c", label="another label"),
        ),
    )
    with settings():
        found = list(
            chain.from_iterable(batch.plain() for batch in compositions(spec, Styling(), [Page()], Detail(), Effort()))
        )
    assert found
    assert any(unlabelled(composed) == () for composed in found)


def test_every_sketch_is_drawn_up_before_less_is_shown() -> None:
    spec = plan("a>b", "a>c", "b>d", "c>d", "d>e", "d>f")
    with settings():
        sketches = sketched(spec, Styling(), Page(), Detail())
        batches = list(compositions(spec, Styling(), [Page()], Detail(), Effort(), rest=True))
        assert len(sketches) == len(promising(sketches)) + len(batches) - 1 > len(promising(sketches))
        spent = Effort(100)
        spent.left = 50
        assert len(list(compositions(spec, Styling(), [Page()], Detail(), spent, rest=True))) == 1


def test_the_next_sketches_are_drawn_up_where_the_first_are_not_good_enough() -> None:
    spec = plan("a>b", "a>c", "b>d", "c>d", "d>e", "d>f")
    with settings():
        batch = next(iter(compositions(spec, Styling(), [Page()], Detail(), Effort())))
        first, further = ([one.boxes for one in some.plain()] for some in (batch, batch.further()))
    assert further
    assert not any(boxes in first for boxes in further)


def test_more_sketches_of_a_column_stand_in_for_those_that_have_no_way_for_an_arrow() -> None:
    spec = plan("a>b", "a>c", "b>d", "c>d", "d>e", "d>f")
    with settings():
        sketches = sketched(spec, Styling(), Page(width=page_width(252)), Detail())
        assert len(sketches) > len(promising(sketches, 5)) == len(promising(sketches)) + 5
        page = Page(width=page_width(252))
        batch = next(iter(compositions(spec, Styling(), [page], Detail(), Effort())))
        clean = [composed for composed in batch.plain() if not unlabelled(composed)]
    assert len(clean) == len(promising(sketches))


def test_the_second_batch_has_corridors_beside_panels_of_which_the_first_may_be_taken() -> None:
    plain = plan("a>b", "b>c", "c>d", "d>e", "e>f", "a>f", "b>e", groups={"x": "ab", "y": "cd", "z": "ef"})
    spec = structs.replace(
        plain, elements=tuple(structs.replace(e, label="Preprocessingwithoutbreaks") for e in plain.elements)
    )
    with settings():
        batches = compositions(spec, Styling(), [Page(width=page_width(252.3))], Detail(), Effort())
        drawn = [list(one.first(3).plain()) for one in batches]
    wide, beside = ([max(f.right for f in one.attempt.frames.values()) for one in some] for some in drawn)
    assert len(beside) <= 3
    assert min(beside) < min(wide) - PITCH


def test_a_narrow_page_has_all_in_one_column_if_no_other_tree_fits() -> None:
    spec = plan("a>c", "b>c", groups={"g": "a", "h": "b", "k": "c"})
    with settings():
        narrow = sketched(spec, Styling(), Page(width=page_width(80)), Detail())
        wider = sketched(spec, Styling(), Page(width=page_width(160)), Detail())
    assert {sketch.way.most for sketch in narrow} == {1}
    assert {sketch.way.most for sketch in wider} == {0}


@pytest.mark.parametrize("seed", range(0, 24, 4))
def test_random_plans_are_composed_cleanly(seed: int) -> None:
    spec = random_spec(seed, largest=14)
    with settings():
        drawing, faults = best_composition(spec, Styling(), None, Page(narrow=True), Detail(), Effort())
    assert faults == ()
    assert drawing is not None
    assert check_scene(drawing.scene, spec, None) == ()


def test_an_upright_page_is_made_lower() -> None:
    spec = plan(*(f"a>{name}" for name in "bcdefghi"))
    with settings():
        page = Page(narrow=True)
        sketches = sketched(spec, Styling(direction=Direction.RIGHT), page, Detail())
    shapes: dict[Way, set[float]] = {}
    for sketch in sketches:
        shapes.setdefault(sketch.way, set()).add(sketch.fit.width / sketch.fit.height)
    upright = [found for found in shapes.values() if min(found) < 1.2]
    assert any(max(found) > 1.2 * min(found) for found in upright)


def test_three_stages_meet_the_targets_of_a_designed_figure() -> None:
    spec = plan("a>b", "b>c", "c>d", "d>e", "e>f", "f>i", groups={"x": "ab", "y": "cd", "z": "efi"})
    with settings():
        drawing, _ = best_composition(spec, Styling(emphasis=("d",)), None, Page(narrow=True), Detail(), Effort())
    assert drawing is not None
    measured = measure_scene(drawing.scene, spec, ("d",))
    assert score(measured) > 0.85
    assert measured["median arrow"] <= 0.125  # of a page of 116 mm, as few boxes like it
    assert round(measured["panel cover"], 2) >= 0.85


def test_a_page_that_is_too_small_has_no_composition() -> None:
    with settings():
        page = Page(height=PRINT_WIDTH / 20)
        batches = compositions(PANELS, Styling(), [page], Detail(), Effort(), rest=True)
        assert list(chain.from_iterable(batch.plain() for batch in batches)) == []


def test_pages_without_room_for_the_boxes_are_told_without_a_search() -> None:
    with settings():
        leaves = sketched(PANELS, Styling(), Page(), Detail())[0].leaves.values()
    assert has_room(Page(), leaves)
    assert has_room(Page(height=PRINT_WIDTH), leaves)
    assert not has_room(Page(height=PRINT_WIDTH / 40), leaves)
    assert not has_room(Page(height=-PRINT_WIDTH), leaves)


@pytest.mark.parametrize("seed", range(0, 24, 8))
def test_every_page_that_holds_a_composition_has_room(seed: int) -> None:
    with settings():
        found = sketched(random_spec(seed, largest=14), Styling(), Page(), Detail())
    assert found
    assert all(has_room(Page(height=sketch.height), sketch.leaves.values()) for sketch in found)


def test_every_sketch_is_its_tree_on_its_page() -> None:
    spec = plan("a>b", "b>c", "c>d", "d>e", "e>f", "a>f", "b>f", "a>d")
    with settings():
        sketches = sketched(spec, Styling(direction=Direction.DOWN), Page(narrow=True), Detail())
    for sketch in sketches:
        links, fit = sketch.facts.links, sketch.fit
        assert fitted(sketch.tree, Sizes(links), links, fit.width, fit.height) == fit


def test_an_order_of_parts_obeys_a_direction() -> None:
    spec = plan("a>b", "b>c", "a>d", "c>e", "b>e", "d>e")
    with settings():
        sketches = sketched(spec, Styling(direction=Direction.DOWN), Page(narrow=True), Detail())
    for sketch in sketches:
        homes = {name: sketch.facts.top(name) for name in sketch.leaves}
        assert disobedient(sketch.fit, sketch.facts.links, homes, Direction.DOWN)[0] == 0
