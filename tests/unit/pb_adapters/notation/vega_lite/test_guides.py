from typing import Any

import pytest

from pb_core.domain.plots.spec import Format, Orient
from support.vega_lite import MEAN, SITE, V, W, notes, read, refused, unit


@pytest.mark.parametrize(
    ("y", "title"),
    [
        ({}, None),
        ({"title": "Speed"}, "Speed"),
        ({"title": ["Speed", "in m"]}, "Speed in m"),
        ({"title": "Speed", "axis": {"title": "Velocity"}}, "Velocity"),
        ({"title": None}, ""),
        ({"axis": {"title": None}}, ""),
        ({"axis": None}, ""),
    ],
)
def test_titles_of_axes(y: dict[str, Any], title: str | None) -> None:
    assert read(unit("point", x=W, y={**V, **y})).axes.y.title == title


def test_titles_of_layers_are_joined() -> None:
    document = {"layer": [unit("line", x=W, y=V), unit("line", x=W, y=MEAN)]}
    assert read(document).axes.y.title == "v, Mean of v"


def test_an_axis_that_is_switched_off_stays_and_is_noted() -> None:
    assert notes(unit("point", x=W, y={**V, "axis": None})) == "not followed: plan.encoding.y.axis"


def test_grids_and_formats_are_followed() -> None:
    axis = read(unit("point", x=W, y={**V, "axis": {"grid": False, "format": ".1f"}})).axes.y
    assert (axis.grid, axis.format) == (False, Format(decimals=1))


@pytest.mark.parametrize(
    ("legend", "orient", "title"),
    [
        ({}, Orient.AUTO, None),
        ({"orient": "bottom", "title": "Place"}, Orient.BOTTOM, "Place"),
        ({"orient": "left"}, Orient.AUTO, None),
        (None, Orient.NONE, ""),
        ({"orient": "none"}, Orient.NONE, None),
    ],
)
def test_legends(legend: object, orient: Orient, title: str | None) -> None:
    made = read(unit("point", x=W, y=V, color={**SITE, "legend": legend})).legend
    assert (made.orient, made.title) == (orient, title)


def test_unknown_fields_of_guides_are_refused() -> None:
    assert "legend.titel: is not a field" in refused(unit("point", x=W, y=V, color={**SITE, "legend": {"titel": 1}}))
