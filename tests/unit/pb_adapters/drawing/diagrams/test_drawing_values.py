import pytest
from msgspec import structs

from pb_adapters.drawing.diagrams.composed_scene import Drawing
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.drawing_values import is_refused, wiring_cost, worth
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.search import best_composition
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.notation.mermaid import read
from pb_core.domain.diagrams.scene import CONNECTOR, Continuation, DrawnBox, DrawnFrame, DrawnScene, DrawnText
from pb_core.domain.diagrams.spec import Direction, Styling
from pb_core.domain.plane import Rect

SPEC = read("flowchart TD\na --> b --> c").spec
ANY_WAY = Styling()


@pytest.fixture(scope="module")
def found() -> Drawing:
    with settings():
        drawing, _ = best_composition(SPEC, Styling(), None, Page(), Detail(), Effort())
    assert drawing is not None
    return drawing


def test_a_drawing_that_fits_on_a_page_is_worth_much_more_than_one_a_little_higher(found: Drawing) -> None:
    fits, high, higher = (
        structs.replace(found, scene=structs.replace(found.scene, height=points)) for points in (634.0, 635.0, 900.0)
    )
    costs = [wiring_cost(drawing, SPEC, ANY_WAY, free=True) for drawing in (fits, high, higher)]
    assert costs[0] + 0.2 < costs[1] < costs[2]
    assert wiring_cost(higher, SPEC, ANY_WAY, free=False) == pytest.approx(wiring_cost(fits, SPEC, ANY_WAY, free=True))


def with_lengths(found: Drawing, *lengths: float) -> Drawing:
    lines = tuple(
        structs.replace(line, points=((0.0, 10.0 * i), (length, 10.0 * i)))
        for i, (line, length) in enumerate(zip(found.scene.lines, lengths, strict=True))
    )
    return structs.replace(found, scene=structs.replace(found.scene, lines=lines, width=480.0))


def test_the_second_long_arrow_costs_more_than_its_length_and_the_first_what_it_is_longer(found: Drawing) -> None:
    def cost(*lengths: float) -> float:
        return wiring_cost(with_lengths(found, *lengths), SPEC, ANY_WAY, free=True)

    assert cost(150.0, 10.0) == cost(10.0, 10.0) < cost(170.0, 10.0) < cost(300.0, 10.0)
    assert cost(170.0, 170.0) - cost(170.0, 150.0) > cost(300.0, 10.0)  # a third of the width lies between


def test_a_figure_is_refused_for_its_second_long_arrow_unless_it_feeds_back(found: Drawing) -> None:
    drawn = [with_lengths(found, *lengths).scene for lengths in ((170.0, 150.0), (170.0, 170.0))]
    assert [is_refused(scene) for scene in drawn] == [False, True]
    first, second = drawn[1].lines
    back = structs.replace(second, kind="feedback")
    assert not is_refused(structs.replace(drawn[1], lines=(first, back)))


def costs_more(found: Drawing, worse: DrawnScene, *, width: float, styling: Styling = ANY_WAY) -> float:
    """How much more a drawing of this width costs as the other scene."""
    scenes = (structs.replace(scene, width=width) for scene in (worse, found.scene))
    costs = [wiring_cost(structs.replace(found, scene=scene), SPEC, styling, free=True) for scene in scenes]
    return costs[0] - costs[1]


def test_an_arrow_through_a_panel_of_others_costs_more_than_a_crossing_and_less_than_too_high_a_column(
    found: Drawing,
) -> None:
    free = with_lengths(found, 150.0, 10.0)
    panel = DrawnFrame(id="others", rect=Rect(50.0, -20.0, 40.0, 40.0))
    passed = structs.replace(free.scene, frames=(panel,))
    assert 0.1 < costs_more(free, passed, width=250.0) < 0.25
    assert costs_more(free, passed, width=480.0) == pytest.approx(0.0)


def test_a_column_that_is_read_backwards_costs_more(found: Drawing) -> None:
    scene = found.scene
    turned = structs.replace(
        scene,
        boxes=tuple(
            structs.replace(box, rect=Rect(-box.rect.right, box.rect.y, box.rect.width, box.rect.height))
            for box in scene.boxes
        ),
    )
    assert costs_more(found, turned, width=250.0) > 0.01
    for way in (Direction.LEFT, Direction.UP):
        assert costs_more(found, turned, width=250.0, styling=Styling(direction=way)) == pytest.approx(0.0)
    assert costs_more(found, turned, width=480.0) == pytest.approx(0.0)


def test_a_column_whose_lines_may_be_taken_for_each_other_costs_more(found: Drawing) -> None:
    first, second = found.scene.lines
    path = ((0.0, 0.0), (60.0, 0.0))
    lines = tuple(
        structs.replace(line, points=tuple((x, y) for x, _ in path)) for line, y in ((first, 0.0), (second, 3.0))
    )
    scene = structs.replace(found.scene, lines=lines)
    apart = structs.replace(scene, lines=(lines[0], structs.replace(lines[1], points=((0.0, 40.0), (60.0, 40.0)))))
    near, far = (costs_more(found, one, width=250.0) for one in (scene, apart))
    assert near > far + 0.02


def test_a_column_costs_more_whose_tags_have_words_beside_a_line(found: Drawing) -> None:
    told = Continuation(source="a", target="c", kind="flow", letter="A", leaves="leaves", arrives="arrives")
    (x, y), *_ = found.scene.lines[0].points
    tags = tuple(DrawnBox(id=name, rect=Rect(x, -30, 20, 10), shape=CONNECTOR) for name in (told.leaves, told.arrives))
    words = DrawnText(owner=told.label_owner, text="words", rect=Rect(x + 3, y, 30, 8), size=7, contrast=9)
    scene = structs.replace(found.scene, boxes=(*found.scene.boxes, *tags), continuations=(told,), texts=(words,))
    apart = structs.replace(scene, texts=(structs.replace(words, rect=Rect(x, y - 90, 30, 8)),))
    near, far = (costs_more(found, one, width=250.0) for one in (scene, apart))
    assert near > far + 0.02


def test_arrows_of_which_one_may_be_taken_for_another_cost_once_beside_what_their_design_lacks(found: Drawing) -> None:
    first, second = found.scene.lines
    apart = (
        structs.replace(first, points=((0.0, 0.0), (90.0, 0.0))),
        structs.replace(second, points=((0.0, 50.0), (90.0, 50.0))),
    )
    close = apart[0], structs.replace(second, points=((0.0, 3.0), (90.0, 3.0)))
    clear, doubted = (
        worth(
            structs.replace(found, scene=structs.replace(found.scene, lines=lines, width=480.0)),
            SPEC,
            Styling(),
            free=True,
        )
        for lines in (apart, close)
    )
    assert clear.doubt == 0 < doubted.doubt
    assert doubted.design - doubted.doubt < clear.design
