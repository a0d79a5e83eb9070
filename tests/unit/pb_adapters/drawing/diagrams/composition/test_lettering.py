import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composition.batches import compositions
from pb_adapters.drawing.diagrams.composition.leaf_sizes import LABEL, LITTLE, TITLE, typography
from pb_adapters.drawing.diagrams.composition.lettering import title_room, words_place
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.panel_titles import title_extent
from pb_adapters.drawing.diagrams.composition.tree import Extent, Leaf
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.text_runs import Lettering
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, ElementKind, Group, Shape, Styling
from pb_core.domain.plane import Rect, contains, corners, overlap, within

SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Reader", detail="reads twice", group="g"),
        Element(id="b", label="Writer", group="g", repeat=3),
        Element(id="c", label="Report", kind=ElementKind.OUTPUT, group="g"),
    ),
    connections=(Connection(source="a", target="b", label="notes"), Connection(source="b", target="c")),
    groups=(Group(id="g", title="Both stages", repeat=12),),
)


@pytest.fixture(scope="module")
def lettering() -> Lettering:
    with settings():
        return next(next(compositions(SPEC, Styling(), [Page()], Detail(), Effort())).plain()).lettering


def test_there_are_three_sizes_and_titles_are_the_largest(lettering: Lettering) -> None:
    sizes = {run.text: run.size for run in lettering.all_runs()}
    assert sizes["Both stages"] == TITLE
    assert sizes["Reader"] == sizes["Writer"] == LABEL
    assert sizes["reads twice"] == sizes["notes"] == sizes["Report"] == LITTLE
    assert [run.text for run in lettering.all_runs() if run.bold and run.size > LITTLE] == ["Both stages"]


def test_what_is_repeated_has_a_badge(lettering: Lettering) -> None:
    assert {(badge.run.owner, badge.run.text) for badge in lettering.badges} == {("b", "×3"), ("g", "×12")}
    assert all(within(badge.run.rect, badge.rect, 1.0) for badge in lettering.badges)


@pytest.mark.parametrize("shape", [Shape.CIRCLE, Shape.DOUBLE_CIRCLE])
@pytest.mark.parametrize(("label", "repeat"), [("X", 100_000), ("A long name of one part", 4)])
def test_the_badge_of_a_round_block_stands_within_it_beside_its_words(shape: Shape, label: str, repeat: int) -> None:
    plan = DiagramSpec(elements=(Element(id="a", label=label, shape=shape, repeat=repeat),))
    with settings():
        found = next(next(compositions(plan, Styling(), [Page()], Detail(), Effort())).plain())
    (box,), (badge,) = found.boxes, found.lettering.badges
    assert all(contains(box.outline, corner) for corner in corners(badge.run.rect))
    assert not any(overlap(badge.rect, run.rect) for run in found.lettering.runs)


def test_points_of_a_list_begin_at_one_edge() -> None:
    listed = Element(id="a", label="Reader", detail="in one file\n• reads\n• counts all words", group="g")
    spec = structs.replace(SPEC, elements=(listed, *SPEC.elements[1:]))
    with settings():
        runs = next(next(compositions(spec, Styling(), [Page()], Detail(), Effort())).plain()).lettering.runs
    found = {run.text: run for run in runs if run.owner == "a"}
    assert found["• reads"].rect.x == pytest.approx(found["• counts all words"].rect.x)
    assert found["in one file"].rect.middle[0] == pytest.approx(found["• counts all words"].rect.middle[0], abs=0.5)


def test_a_title_stands_at_the_top_left_of_its_panel() -> None:
    frame = Rect(20, 30, 200, 100)
    with settings():
        place = title_room(SPEC.groups[0], frame, typography(10.0))
    assert within(place, frame)
    assert place.y - frame.y < 8
    assert place.x - frame.x < 12


def test_a_lane_has_no_words() -> None:
    with pytest.raises(ValueError, match="no words"):
        words_place(Leaf(name="lane", wide=Extent(1, 1, 1), high=Extent(1, 1, 1)), Rect(0, 0, 5, 5))


def test_the_room_of_a_title_holds_its_badge(lettering: Lettering) -> None:
    frame = Rect(0, 0, 300, 200)
    with settings():
        room = title_room(SPEC.groups[0], frame, typography(10.0))
        plain = title_room(structs.replace(SPEC.groups[0], repeat=None), frame, typography(10.0))
        assert (plain.width, plain.height) == title_extent(SPEC.groups[0].title)
    badge = next(badge for badge in lettering.badges if badge.run.owner == "g")
    place = next(run for run in lettering.runs if run.text == "Both stages")
    assert plain.width < badge.rect.right - place.x <= room.width + 0.01
