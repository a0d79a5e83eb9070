import itertools

from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.layout.tick_labels import ALWAYS_ALL, along_x, along_y
from pb_adapters.drawing.plots.layout.ticks import Ticks
from pb_adapters.drawing.plots.page import THEMES
from pb_adapters.drawing.shared.text_metrics import block_width
from pb_core.domain.plots.spec import Medium

THEME = THEMES[Medium.SINGLE]
NAMES = st.lists(st.text(st.sampled_from("abcdefgh "), min_size=1, max_size=25), min_size=1, max_size=40)


def ticks(names: list[str]) -> Ticks:
    return Ticks(at=tuple(map(float, range(len(names)))), texts=tuple(names))


def places(names: list[str], length: float) -> tuple[float, ...]:
    return tuple((i + 0.5) / len(names) * length for i in range(len(names)))


@given(NAMES, st.floats(60, 400))
def test_labels_that_fit_do_not_overlap(names: list[str], length: float) -> None:
    labels = along_x(ticks(names), places(names, length), length, THEME, discrete=True, deep=60)
    assert labels.at[0] == 0
    if len(names) <= ALWAYS_ALL:
        assert len(labels.at) == len(names)
    if labels.fits and not labels.angle:
        at = [places(names, length)[int(i)] for i in labels.at]
        ends = [
            (x - block_width(t, THEME.text) / 2, x + block_width(t, THEME.text) / 2)
            for x, t in zip(at, labels.texts, strict=True)
        ]
        assert all(right <= left for (_, right), (left, _) in itertools.pairwise(ends))


def test_short_names_stay_level_without_a_word() -> None:
    names = ["MNLI", "QQP", "SST-2"]
    labels = along_x(ticks(names), places(names, 200), 200, THEME, discrete=True, deep=60)
    assert (labels.angle, labels.repairs, labels.texts) == (0, (), tuple(names))


def test_long_names_break_then_lean_and_it_is_said() -> None:
    names = ["mean squared error", "mean absolute error", "coefficient of determination"]
    broken = along_x(ticks(names), places(names, 220), 220, THEME, discrete=True, deep=60)
    assert "\n" in broken.texts[2]
    assert broken.repairs == ("Category names run over several lines.",)
    names = [f"uninterruptedname{i}" for i in range(8)]
    leaning = along_x(ticks(names), places(names, 200), 200, THEME, discrete=True, deep=80)
    assert leaning.angle == 40
    assert leaning.repairs == ("Category names are turned by 40 degrees.",)


def test_many_years_are_thinned() -> None:
    names = [str(year) for year in range(1980, 2024)]
    labels = along_x(ticks(names), places(names, 200), 200, THEME, discrete=True, deep=60)
    assert labels.angle == 0
    assert 4 <= len(labels.texts) < 20
    assert labels.texts[0] == "1980"


def test_labels_beside_an_axis_break_or_are_thinned() -> None:
    long = ["a rather long name of a component", "b"]
    broken = along_y(ticks(long), (40.0, 120.0), THEME, discrete=True, wide=70)
    assert "\n" in broken.texts[0]
    assert broken.depth <= 71
    crowd = [f"row {i}" for i in range(50)]
    thinned = along_y(ticks(crowd), tuple(3.0 * i for i in range(50)), THEME, discrete=True, wide=70)
    assert thinned.fits
    assert thinned.repairs == ("Every third category is labelled.",)
