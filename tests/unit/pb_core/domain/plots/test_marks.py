import pytest

from pb_core.domain.plots.marks import LegendKey, Mark, MarkTraits, MarkType, Quantity, SecondEnd
from pb_core.domain.plots.spec import Encoding

EVERY = pytest.mark.parametrize("traits", [mark.traits for mark in MarkType], ids=[mark.value for mark in MarkType])


@EVERY
def test_a_mark_needs_channels_that_exist(traits: MarkTraits) -> None:
    assert set(traits.needs) <= set(Encoding.__struct_fields__)
    assert traits.angular == ("theta" in traits.needs)
    assert not traits.cells or {"x", "y", "color"} <= set(traits.needs)


@EVERY
def test_traits_do_not_contradict_each_other(traits: MarkTraits) -> None:
    assert not (traits.summary and traits.scattered)
    assert not traits.band or (traits.joined and traits.second_end is SecondEnd.VALUE and traits.errors)
    assert not traits.stacks or (traits.baseline and traits.second_end is not SecondEnd.NONE)
    assert not traits.color_value or traits.cells or traits.markers
    assert not traits.markers or traits.key is LegendKey.DOT
    assert not traits.ranged or (traits.cells and traits.second_end is SecondEnd.EITHER)
    assert not traits.rising or traits.distribution
    assert not traits.exclusive or traits.quantity is not Quantity.POSITION


def test_some_marks_by_their_traits() -> None:
    assert [mark.value for mark in MarkType if mark.traits.distribution] == [
        "boxplot",
        "violin",
        "ridge",
        "strip",
        "swarm",
    ]
    assert [mark.value for mark in MarkType if mark.traits.joined] == ["line", "area", "errorband"]
    assert [mark.value for mark in MarkType if mark.traits.line] == ["line"]
    assert [mark.value for mark in MarkType if mark.traits.pointed] == ["line", "point"]
    assert [mark.value for mark in MarkType if mark.traits.words] == ["text"]


def test_stems_and_bars_start_at_zero() -> None:
    assert Mark(type=MarkType.BAR).starts_at_zero
    assert Mark(type=MarkType.POINT, stem=True).starts_at_zero
    assert not Mark(type=MarkType.POINT).starts_at_zero
