from typing import Any

import pytest

from pb_core.domain.plots.spec import Ramp, Scale, ScaleType
from pb_core.domain.tables.times import year_of
from support.vega_lite import COUNT, SITE, WHEN, V, W, notes, read, refused, unit


@pytest.mark.parametrize(
    ("x", "scale"),
    [
        (V, Scale(zero=True)),
        ({**V, "scale": {"zero": False}}, Scale(zero=False)),
        ({**V, "scale": {"type": "log"}}, Scale(type=ScaleType.LOG)),
        ({**V, "scale": {"type": "symlog", "constant": 2}}, Scale(type=ScaleType.SYMLOG, constant=2, zero=True)),
        ({**V, "scale": {"domain": [0, 9]}}, Scale(domain_min=0, domain_max=9, zero=False)),
        ({**V, "scale": {"domain": [9, 0]}}, Scale(domain_min=0, domain_max=9, zero=False, reverse=True)),
        ({**V, "scale": {"domainMin": 1, "reverse": True}}, Scale(domain_min=1, zero=False, reverse=True)),
        (WHEN, Scale()),
        ({**WHEN, "scale": {"domain": [{"year": 1970}, "1971"]}}, Scale(domain_min=0, domain_max=31_536_000)),
        ({"field": "year", "type": "temporal", "scale": {"domainMax": 2010}}, Scale(domain_max=year_of(2010))),
    ],
)
def test_scales_are_followed(x: dict[str, Any], scale: Scale) -> None:
    assert read(unit("point", x=x, y=W)).axes.x.scale == scale


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        ({"type": "sqrt"}, "scale.type: sqrt: scales by a power have no counterpart"),
        ({"type": "pow", "exponent": 2}, "scale.exponent: scales by a power"),
        ({"type": "threshold"}, "threshold: use bin"),
        ({"type": "band"}, "scale.type: 'band' does not go with quantities"),
        (None, "scale: null takes values"),
        ({"domain": [1, 2, 3]}, "scale.domain: must be two ends"),
        ({"domain": ["a", "b"]}, "scale.domain: must be numbers"),
        ({"type": "symlog", "constant": 0}, "scale.constant: must be above 0"),
        ({"type": "log", "domain": [0, 1]}, "log and cannot end at 0"),
        ([], "scale: must be an object"),
    ],
)
def test_other_scales_are_refused(scale: object, said: str) -> None:
    assert said in refused(unit("point", x={**V, "scale": scale}, y=W))


def test_zero_is_included_as_the_layer_says_that_says_it() -> None:
    stated = unit("point", x={**V, "scale": {"zero": False}}, y=W)
    assert read({"layer": [unit("point", x=V, y=W), stated]}).axes.x.scale.zero is False


def test_a_line_includes_zero_along_its_values_only() -> None:
    axes = read(unit("line", x=V, y=W)).axes
    assert (axes.x.scale.zero, axes.y.scale.zero) == (None, True)


def test_colours_of_a_quantity() -> None:
    def cells(**scale: object) -> dict[str, Any]:
        return unit("rect", x=SITE, y={"field": "size"}, color={**COUNT, "scale": scale})

    assert read(cells(domainMid=0)).config.ramp is Ramp.DIVERGING
    assert read(cells(scheme="blues")).config.ramp is Ramp.AUTO
    assert "colours follow a linear scale" in notes(cells(type="log"))
    assert "plan.encoding.color.scale.domain" in notes(cells(domain=[0, 5]))
    assert "domainMid: colours diverge around 0 only" in refused(cells(domainMid=5))


def test_a_domain_of_series_orders_the_legend() -> None:
    spec = read(unit("point", x=V, y=W, color={**SITE, "scale": {"domain": ["c", "a", "b"], "range": ["red"]}}))
    assert spec.legend.values == ("c", "a", "b")
    assert "must list categories" in refused(unit("point", x=V, y=W, color={**SITE, "scale": {"domain": "x"}}))
