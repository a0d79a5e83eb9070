import pytest

from pb_core.domain.print_styling import millimetres
from pb_core.errors import InvalidRequest


@pytest.mark.parametrize(
    ("width", "read"), [(89.0, 89.0), ("89 mm", 89.0), ("183mm", 183.0), ("3.25 in", 82.55), (" 6.75 in ", 171.45)]
)
def test_widths_are_read_in_millimetres(width: float | str, read: float) -> None:
    assert millimetres(width) == pytest.approx(read)


@pytest.mark.parametrize("width", ["1 in", "301 mm", "12 in"])
def test_a_width_that_no_figure_has_is_refused(width: str) -> None:
    with pytest.raises(InvalidRequest, match="50 to 300 mm"):
        millimetres(width)


@pytest.mark.parametrize("width", ["wide", "89", "9 pt", "8.12345 in", "89 mm wide", ""])
def test_a_width_that_is_no_number_with_its_unit_is_refused_in_a_sentence(width: str) -> None:
    with pytest.raises(InvalidRequest, match=r"styling\.width is '.*': write a number of millimetres.*'3\.25 in'"):
        millimetres(width)
