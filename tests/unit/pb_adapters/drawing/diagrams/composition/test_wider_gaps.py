"""Gaps are widened where arrows need more room, and arrows that can be mixed up are found."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.pages import Page
from pb_adapters.drawing.diagrams.composition.search import sketched
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.composition.tints import tints_of
from pb_adapters.drawing.diagrams.composition.wider_gaps import WiderGaps, is_clearer, to_clear
from pb_adapters.drawing.diagrams.detail_levels import Detail
from pb_adapters.drawing.diagrams.label_places import ArrowLabel
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.shared.palettes import colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Palette, Styling
from pb_core.domain.plane import Rect
from pb_core.domain.print_styling import Theme
from support.compositions import plan

PLAN = plan("a>b", "b>c", "c>d")
PAGE = Page()


def _chain() -> Sketch:
    return sketched(PLAN, Styling(), PAGE, Detail())[0]


def test_each_call_makes_the_gaps_of_the_same_links_wider() -> None:
    with settings():
        sketch = _chain()
        gaps = WiderGaps(sketch, sketch.facts.links, PAGE)
        fits = [found for found in (gaps.widened([1]) for _ in range(12)) if found]

    def gap(leaves: dict[str, Area]) -> int:
        a, b = leaves["b"], leaves["c"]
        return max(b.x - a.right, a.x - b.right, b.y - a.bottom, a.y - b.bottom)

    rooms = [gap(sketch.fit.leaves), *(gap(fit.leaves) for fit, _ in fits)]
    assert len(rooms) > 1
    assert rooms == sorted(rooms)
    assert rooms[-1] > rooms[0]
    assert all(height == fit.height * PITCH + 2 * MARGIN for fit, height in fits)


def test_arrows_that_pass_a_head_or_stand_as_near_to_the_label_of_another_are_in_doubt() -> None:
    with settings():
        sketch = _chain()
        whole = tints_of(colours(Palette.HARBOR, Theme.PRINT), (), sketch.stock)
        composed = assembled(
            PLAN, sketch.stock, sketch.leaves, sketch.fit, Paper(height=sketch.height, grows=True), whole, Effort()
        )
    assert composed is not None
    passing = _with_paths(composed, ((0, 0), (50, 0)), ((20, 60), (48, 60), (48, -40)))
    assert to_clear(composed) == ()
    assert to_clear(passing) == (0, 1)
    assert is_clearer(composed, passing)
    assert not is_clearer(passing, composed)
    words = ArrowLabel(("words",), Rect(20, 4, 20, 8))
    named = structs.replace(composed, attempt=structs.replace(composed.attempt, tags={0: words}))
    assert to_clear(_with_paths(named, ((0, 0), (50, 0)), ((0, 17), (50, 17)))) == ()
    assert to_clear(_with_paths(named, ((0, 0), (50, 0)), ((0, 15), (50, 15)))) == (0,)
    long = _with_paths(composed, ((0, 0), (50, 0)), ((20, 60), (48, 60), (48, -540)), ((0, 900), (480, 900)))
    assert to_clear(long) == ()


def _with_paths(composed: Composed, *paths: tuple[tuple[float, float], ...]) -> Composed:
    """The composition with its first arrows on these paths, the others far away."""
    count = len(composed.attempt.paths)
    far = tuple(((900.0 + 90 * i, 900.0), (950.0 + 90 * i, 900.0)) for i in range(len(paths), count))
    return structs.replace(composed, attempt=structs.replace(composed.attempt, paths=(*paths, *far)))
