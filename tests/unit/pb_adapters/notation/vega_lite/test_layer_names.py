from support.vega_lite import COUNT, MEAN, SITE, V, W, notes, read, unit

HISTOGRAM = unit("bar", x={"field": "v", "bin": True}, y=COUNT)
RED_MEAN = unit({"type": "rule", "color": "red"}, x=MEAN)


def test_layers_in_different_colours_are_series_with_the_names_of_their_fields() -> None:
    spec = read({"layer": [HISTOGRAM, RED_MEAN]})
    assert [layer.encoding.color.field for layer in spec.layer] == ["shown by layer"] * 2
    assert [layer.transform[-1].fields for layer in spec.layer] == [("Count of Records",), ("Mean of v",)]
    assert spec.legend.title == ""


def test_layers_of_one_field_are_named_by_what_they_stand_on() -> None:
    layers = [unit("bar", x=SITE, y=W), unit({"type": "line", "color": "red"}, x={"field": "ok"}, y=W)]
    assert [layer.transform[-1].fields for layer in read({"layer": layers}).layer] == [("site",), ("ok",)]


def test_layers_that_have_no_names_are_of_one_colour_and_that_is_said() -> None:
    both = {"layer": [HISTOGRAM, {**HISTOGRAM, "mark": {"type": "bar", "color": "gold"}}]}
    assert all(layer.encoding.color is None for layer in read(both).layer)
    assert "plan.layer[1]: layers of one field have one colour here" in notes(both)
    ordered = [unit("bar", x={"field": "size"}, y=W), unit({"type": "line", "color": "red"}, x={"field": "size"}, y=W)]
    assert "one colour here" in notes({"layer": ordered})


def test_layers_in_one_colour_or_of_one_field_stay_as_they_are() -> None:
    plain = {"layer": [HISTOGRAM, unit("rule", x=MEAN)]}
    assert all(layer.encoding.color is None for layer in read(plain).layer)
    same = {"layer": [unit("line", x=W, y=V), unit({"type": "point", "color": "red"}, x=W, y=V)]}
    assert all(layer.encoding.color is None for layer in read(same).layer)


def test_layers_that_have_series_keep_them() -> None:
    spec = read({"layer": [unit("point", x=W, y=V, color=SITE), unit({"type": "line", "color": "red"}, x=W, y=V)]})
    assert [layer.encoding.color and layer.encoding.color.field for layer in spec.layer] == ["site", None]
