import pytest

from pb_adapters.drawing.diagrams.sort_hues import sort_hues
from pb_adapters.drawing.shared.palettes import colours
from pb_core.domain.diagrams.spec import Hue, Palette
from pb_core.domain.print_styling import Theme

HARBOR = colours(Palette.HARBOR)


@pytest.mark.parametrize("palette", Palette)
def test_a_sort_has_the_colour_that_is_nearest_to_its_author_s(palette: Palette) -> None:
    found = colours(palette)
    wanted = {"a": Hue.PURPLE, "b": Hue.GREEN, "c": Hue.BLUE, "d": Hue.ORANGE, "e": Hue.RED}
    hues = (Hue.PURPLE, Hue.GREEN, Hue.BLUE, Hue.YELLOW, Hue.RED)
    assert list(sort_hues(wanted, found, grey=False, red=True).values()) == [found.hues[hue] for hue in hues]


def test_the_accent_and_the_red_of_losses_are_of_no_sort() -> None:
    wanted = {hue.value: hue for hue in Hue}
    found = sort_hues(wanted, HARBOR, grey=True, red=False)
    assert HARBOR.contribution not in found.values()
    assert HARBOR.hues[Hue.RED] not in found.values()
    assert found["grey"] == HARBOR.neutral


def test_of_two_that_are_grey_the_second_has_a_hue() -> None:
    found = sort_hues({"a": Hue.GREY, "b": Hue.GREY}, HARBOR, grey=True, red=False)
    assert found["a"] == HARBOR.neutral != found["b"]


def test_of_two_that_want_the_same_the_second_has_the_nearest_that_is_free() -> None:
    found = sort_hues({"a": Hue.BLUE, "b": Hue.BLUE, "c": Hue.TEAL}, HARBOR, grey=False, red=True)
    assert (found["a"], found["c"]) == (HARBOR.hues[Hue.BLUE], HARBOR.hues[Hue.TEAL])
    assert found["b"] == HARBOR.hues[Hue.GREEN]


@pytest.mark.parametrize("theme", Theme)
def test_sorts_without_a_colour_have_those_of_stages_in_order_and_again_where_there_are_no_more(theme: Theme) -> None:
    found = colours(Palette.HARBOR, theme)
    plain = [stage for stage in found.stages if stage != found.neutral]
    names = "abcdefghi"
    hues = list(sort_hues(dict.fromkeys(names), found, grey=False, red=True).values())
    assert hues[: len(plain)] == plain
    assert len(hues) == len(names)
    assert found.neutral not in hues
