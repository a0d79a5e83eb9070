import pytest

from support.painting import paint


def spec(**more: object) -> dict[str, object]:
    encoding = {"theta": {"field": "v", "type": "quantitative"}, "color": {"field": "k", "type": "nominal"}}
    return {"layer": [{"mark": {"type": "arc", "labels": True}, "encoding": encoding}], **more}


DATA = [{"k": k, "v": v} for k, v in (("a", 5), ("b", 3), ("c", 2))]


def test_wedges_run_clockwise_from_the_top() -> None:
    wedges = paint(spec(), DATA).painted[0].items
    assert [(wedge.theta2, wedge.theta1) for wedge in wedges] == [
        pytest.approx(ends) for ends in ((90, -90), (-90, -198), (-198, -270))
    ]


def test_a_wedge_of_another_radius_or_middle_has_no_share() -> None:
    painted = paint(spec(), DATA)
    painted.painted[0].items[0].set_radius(1.2)
    painted.painted[0].items[1].set_center((0.1, 0))
    assert painted.read()[0].value == (None, None, pytest.approx(0.2))


def test_without_a_legend_the_names_beside_the_wedges_tell_the_categories() -> None:
    painted = paint(spec(legend={"orient": "none"}), DATA)
    assert painted.read()[0].x == ("a", "b", "c")
    first, second, _ = painted.painted[0].names
    first.xy, second.xy = second.xy, first.xy
    assert painted.read()[0].x == ("\N{REPLACEMENT CHARACTER}", "\N{REPLACEMENT CHARACTER}", "c")


def test_a_text_belongs_to_the_wedge_on_whose_middle_line_it_is_tied() -> None:
    painted = paint(spec(), DATA)
    painted.painted[0].labels[0].xy = (0.1, 0.7)
    assert painted.read()[0].text[0] == ""
