import pytest
from msgspec import UNSET

from pb_adapters.notation.vega_lite.number_formats import format_of
from pb_adapters.notation.vega_lite.parts import Notes
from pb_core.domain.plots.spec import Format, Style


@pytest.mark.parametrize(
    ("written", "form"),
    [
        (".2f", Format(decimals=2)),
        (",.0f", Format(decimals=0)),
        ("d", Format(decimals=0)),
        ("%", Format(style=Style.PERCENT, decimals=0)),
        (".1%", Format(style=Style.PERCENT, decimals=1)),
        ("~s", Format(style=Style.SI)),
        (".3s", Format(style=Style.SI)),
        (".1e", Format(style=Style.SCIENTIFIC, decimals=1)),
        (".12f", Format(decimals=6)),
    ],
)
def test_formats_of_numbers_are_followed(written: str, form: Format) -> None:
    assert format_of(written, "plan", Notes()) == form


@pytest.mark.parametrize("written", ["%Y", "$.2f", "+d", 5, {}])
def test_other_formats_are_noted(written: object) -> None:
    notes = Notes()
    assert format_of(written, "plan.format", notes) is None
    assert notes.sentences() == ("not followed: plan.format",)


def test_no_format_is_none() -> None:
    assert format_of(UNSET, "plan", Notes()) is format_of(None, "plan", Notes()) is None
