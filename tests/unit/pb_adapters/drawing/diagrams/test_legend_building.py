from collections.abc import Iterator

import pytest

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle
from pb_adapters.drawing.diagrams.composition.tints import Tints
from pb_adapters.drawing.diagrams.figure_parts import Item, Line, Mark, Outline, Part, Pictogram, Shape, Words
from pb_adapters.drawing.diagrams.legend import Entry, placed
from pb_adapters.drawing.diagrams.legend_building import LegendBuilder
from pb_adapters.drawing.diagrams.pens import Pens
from pb_adapters.drawing.shared.palettes import Tint, colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.diagrams.spec import Palette

HARBOR = colours(Palette.HARBOR)
FILL = Tint("#dddddd", "#222222")
PALE = Tint("#eeeeee", "#333333")
ARROW = ArrowStyle(kind="flow", colour="#000000", width=1.0, head=4.0, dashes=())


@pytest.fixture(autouse=True)
def _faces() -> Iterator[None]:
    with settings():
        yield


def built(*entries: Entry) -> Part:
    tints = Tints(colours=HARBOR, emphasis=(), stages={}, inner=frozenset())
    return LegendBuilder(Pens(HARBOR), tints).part(placed(entries, 0.0, 0.0, 470.0, HARBOR))


def sample(entry: Entry) -> list[Item]:
    """What stands before the words of an entry that is alone."""
    return [item for item in built(entry).front if not isinstance(item, Words)]


def test_it_holds_the_words_of_all_entries() -> None:
    part = built(Entry(words="one", mark="flame"), Entry(words="two", tint=FILL))
    assert [item.run.text for item in part.front if isinstance(item, Words)] == ["one", "two"]
    assert part.body is not None


@pytest.mark.parametrize(
    ("entry", "kinds"),
    [
        (Entry(words="a block", tint=FILL), [Outline]),
        (Entry(words="the same in two panels", tint=FILL, hues=(FILL, PALE)), [Outline, Outline]),
        (Entry(words="several", tint=FILL, shape="stack"), [Outline, Outline]),
        (Entry(words="the contribution", accent=True), [Outline]),
        (Entry(words="trained", mark="flame"), [Shape, Pictogram]),
        (Entry(words="an arrow", arrow=ARROW), [Line]),
        (Entry(words="from all of a panel", arrow=ARROW, edge="from"), [Line, Shape]),
        (Entry(words="goes on at", tag="A", partner="A"), [Mark, Mark]),
    ],
    ids=lambda value: value.words if isinstance(value, Entry) else "",
)
def test_a_sample_is_drawn_as_what_it_explains(entry: Entry, kinds: list[type[Item]]) -> None:
    assert [type(item) for item in sample(entry)] == kinds


def test_a_double_outline_is_not_filled_within() -> None:
    inner = sample(Entry(words="actor", tint=FILL, shape="framed"))[1]
    assert isinstance(inner, Outline)
    assert inner.fill is None


def test_the_hues_of_a_sort_stand_beside_each_other() -> None:
    both = [item for item in sample(Entry(words="a", tint=FILL, hues=(FILL, PALE))) if isinstance(item, Outline)]
    assert [item.fill for item in both] == [FILL.fill, PALE.fill]
    left, right = (item.path.vertices[:, 0] for item in both)
    assert left.max() == pytest.approx(right.min())


def test_an_arrow_at_the_edge_of_a_panel_ends_there() -> None:
    (plain,) = sample(Entry(words="a", arrow=ARROW))
    line, panel = sample(Entry(words="a", arrow=ARROW, edge="to"))
    assert isinstance(plain, Line)
    assert isinstance(line, Line)
    assert isinstance(panel, Shape)
    assert line.points[-1][0] == pytest.approx(panel.rect.x)
    assert line.points[-1][0] < plain.points[-1][0]
