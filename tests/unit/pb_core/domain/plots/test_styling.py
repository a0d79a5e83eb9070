import msgspec
import pytest

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Medium, PaletteName, PlotSpec
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.print_styling import Theme
from pb_core.errors import InvalidRequest
from support.channels import layer
from support.channels import quantity as q


@pytest.mark.parametrize(
    ("written", "millimetres"),
    [("89 mm", 89.0), ("183mm", 183.0), ("3.25 in", 82.55), ("5.5in", 139.7), (" 6.75 in ", 171.45)],
)
def test_widths_are_written_with_their_units(written: str, millimetres: float) -> None:
    body = msgspec.json.encode({"width": written})
    assert msgspec.json.decode(body, type=PlotStyling).millimetres == pytest.approx(millimetres)


@pytest.mark.parametrize("number", [50, 89.0, 300])
def test_a_number_is_millimetres(number: float) -> None:
    assert msgspec.convert({"width": number}, PlotStyling).millimetres == number


@pytest.mark.parametrize("wrong", [{"width": 49}, {"width": 301.0}, {"width": "9" * 21}, {"height": 3}])
def test_what_no_figure_has_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, PlotStyling)


@pytest.mark.parametrize("width", ["1 in", "12.5 in", "49.9 mm", "301 mm", "89", "9 pt"])
def test_a_written_width_that_no_figure_has_is_refused(width: str) -> None:
    with pytest.raises(InvalidRequest, match=r"styling\.width"):
        _ = PlotStyling(width=width).millimetres


def test_nothing_is_fixed_without_a_wish() -> None:
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("y")),))
    assert PlotStyling().millimetres is None
    assert PlotStyling(theme=Theme.IEEE).applied(spec) == spec == PlotStyling().applied(spec)


def test_themes_choose_palette_and_medium() -> None:
    spec = PlotSpec(layer=(layer(MarkType.LINE, x=q("x"), y=q("y")),))
    assert PlotStyling(theme=Theme.GREY).applied(spec).config.palette is PaletteName.GREY
    assert PlotStyling(theme=Theme.SLIDES).applied(spec).config.medium is Medium.SLIDES
