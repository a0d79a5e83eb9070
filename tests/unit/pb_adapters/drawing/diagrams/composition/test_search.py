import pytest

from pb_adapters.drawing.diagrams.composition.directions import disobedient
from pb_adapters.drawing.diagrams.composition.packing_ways import Way
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import promising, sketched
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.search import best_composition
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.design_targets import score
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.scene_measures import measure_scene
from pb_core.domain.diagrams.spec import Direction, Styling
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


def test_an_order_of_parts_obeys_a_direction() -> None:
    spec = plan("a>b", "b>c", "a>d", "c>e", "b>e", "d>e")
    with settings():
        sketches = sketched(spec, Styling(direction=Direction.DOWN), Page(narrow=True), Detail())
    for sketch in sketches:
        homes = {name: sketch.facts.top(name) for name in sketch.leaves}
        assert disobedient(sketch.fit, sketch.facts.links, homes, Direction.DOWN)[0] == 0
