from pb_core.domain.plots.transforms import Aggregate, Filter
from support.vega_lite import MEAN, SITE, V, W, read, refused, unit


def test_transforms_that_all_layers_begin_with_are_shared() -> None:
    step = {"transform": [{"filter": "datum.v > 1"}]}
    spec = read({**step, "layer": [unit("point", x=SITE, y=W), unit("rule", y=MEAN)]})
    assert spec.transform == (Filter(field="v", above=1),)
    assert [[type(own) for own in layer.transform] for layer in spec.layer] == [[], [Aggregate]]


def test_layers_share_their_panels() -> None:
    layers = [unit("point", x=V, y=W, row=SITE), unit("line", x=V, y=W, row={"field": "ok"})]
    assert "plan.layer[1].encoding.row: all layers share their panels" in refused({"layer": layers})


def test_layers_that_disagree_on_an_axis_are_refused() -> None:
    sentence = refused({"layer": [unit("point", x=V, y=W), unit("point", x=SITE, y=W)]})
    assert sentence == "plan: The layers disagree on the x axis: category and quantitative; use one type."


def test_long_titles_are_cut() -> None:
    assert len(read({**unit("point", x=V, y=W), "title": "x" * 5_000}).title) == 300


def test_too_many_highlights_are_refused() -> None:
    names = [{"color": {"condition": {"test": f"datum.site == '{number}'", "value": "red"}}} for number in range(8)]
    document = {"layer": [unit("point", x=V, y=W, **name) for name in names]}
    assert "highlight" in refused(document)
