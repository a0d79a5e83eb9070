import itertools

from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.layout.legends import Block, Entry, LegendPlan, arranged
from pb_adapters.drawing.plots.page import THEMES
from pb_adapters.drawing.plots.style import Key
from pb_adapters.drawing.shared.text_metrics import block_width
from pb_core.domain.plots.spec import Medium

THEME = THEMES[Medium.SINGLE]
ROOM = 240.0
NAMES = st.lists(st.text(st.sampled_from("abcdef gh"), min_size=1, max_size=20), min_size=1, max_size=12)


def plan(names: list[str], *, rows: bool, title: str = "Method") -> LegendPlan:
    entries = tuple(Entry(text=name, key=Key(series=name, color="#123456"), line=True) for name in names)
    return arranged((Block(title=title, entries=entries),), THEME, ROOM, rows=rows)


@given(NAMES, st.booleans())
def test_every_entry_stands_inside_and_none_on_another(names: list[str], rows: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    made = plan(names, rows=rows)
    assert [line.entry.text for line in made.lines if line.entry] == names
    assert made.width <= ROOM + 1
    boxes = [
        (line.x, line.y, line.x + block_width(line.text, THEME.text, bold=line.entry is None), line.y + THEME.text)
        for line in made.lines
    ]
    assert all(left >= 0 and right <= made.width + 0.1 and top <= made.height for left, top, right, _ in boxes)
    for a, b in itertools.combinations(boxes, 2):
        assert min(a[2], b[2]) <= max(a[0], b[0]) + 1e-6 or min(a[3], b[3]) <= max(a[1], b[1]) + 1e-6


def test_rows_use_the_width_and_columns_the_height() -> None:
    names = ["BERT", "RoBERTa", "Ours"]
    assert plan(names, rows=True).height < plan(names, rows=False).height
    assert plan(names, rows=True).width > plan(names, rows=False).width
    assert plan(names, rows=True, title="").width < plan(names, rows=True).width


def test_bubbles_need_the_room_that_they_take() -> None:
    entries = tuple(Entry(text=str(size), area=float(size)) for size in (100, 400))
    made = arranged((Block(title="Size", entries=entries),), THEME, ROOM, rows=False)
    assert made.sample == 20
    assert made.height > 30
