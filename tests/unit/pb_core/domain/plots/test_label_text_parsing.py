import pytest

from pb_core.domain.plots.label_text import Shown, mentions, read_number, shows, shows_time, squeezed
from pb_core.domain.plots.spec import Format, Style


@pytest.mark.parametrize(
    ("text", "form", "value", "half"),
    [
        ("76.1", Format(), 76.1, 0.05),
        ("−1,234", Format(), -1234, 0.5),
        ("10⁵", Format(), 1e5, 1e-4),
        ("10⁻⁶", Format(), 1e-6, 1e-15),
        ("−10²", Format(), -100, 1e-7),
        ("2.5×10³", Format(), 2500, 50),
        ("14.5%", Format(style=Style.PERCENT), 0.145, 0.0005),
        ("1.5k", Format(style=Style.SI), 1500, 50),
        ("12\N{NO-BREAK SPACE}ms", Format(suffix="ms"), 12, 0.5),
        ("5\nms", Format(suffix="ms"), 5, 0.5),
        (".5", Format(), 0.5, 0.05),
    ],
)
def test_numbers_are_read_with_their_precision(text: str, form: Format, value: float, half: float) -> None:
    shown = read_number(text, form)
    assert shown == Shown(pytest.approx(value), pytest.approx(half))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", Format()),
        ("about 5", Format()),
        ("5k", Format()),
        ("5", Format(style=Style.PERCENT)),
        ("5 s", Format(suffix="ms")),
        ("1,23", Format()),
        ("−", Format()),
    ],
)
def test_other_words_are_no_numbers(text: str, form: Format) -> None:
    assert read_number(text, form) is None


def test_a_rounded_text_shows_its_number_and_a_wrong_one_does_not() -> None:
    assert shows("76", 76.4, Format())
    assert shows("0.1", 0.15, Format())
    assert not shows("76", 76.6, Format())
    assert not shows("76.1", 76.2, Format())
    assert not shows("none", 0, Format())


def test_a_sentence_mentions_a_number() -> None:
    assert mentions("mean = 3.4,", 3.41, Format())
    assert not mentions("mean = 3.4", 3.5, Format())


def test_times_are_shown_in_the_patterns_of_ticks() -> None:
    seconds = 1583020800.0  # 2020-03-01
    assert shows_time("2020", seconds)
    assert shows_time("Mar\n2020", seconds)
    assert shows_time("1 Mar", seconds)
    assert shows_time("2020-03-01", seconds)
    assert not shows_time("2021", seconds)
    assert not shows_time("March", seconds)


def test_white_space_does_not_count() -> None:
    assert squeezed("a b\n c") == "abc"
