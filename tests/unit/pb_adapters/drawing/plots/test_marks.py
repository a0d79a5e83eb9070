"""Every mark in every manner is painted, drawn and read back equal to its frame."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.painting import differ, paint
from support.trials import trials

_RANDOM = random.Random(3)  # noqa: S311 - sample data
_MODELS, _SETS = ("BERT", "RoBERTa", "DeBERTa", "Ours"), ("MNLI", "QQP", "SST-2")
_SCORES = [
    {"model": m, "set": d, "score": round(70 + 5 * i + 3 * j + _RANDOM.random(), 1), "sd": 0.3 + 0.1 * i + 0.07 * j}
    for i, m in enumerate(_MODELS)
    for j, d in enumerate(_SETS)
]
_ONE = [row for row in _SCORES if row["set"] == "MNLI"]
_RUNS = [{"model": m, "step": s, "loss": 3 / (1 + s * (i + 1) / 5)} for i, m in enumerate(_MODELS) for s in range(12)]
_GAPS = [
    {"x": 0, "y": 1, "e": 0.2},
    {"x": 1, "y": 3, "e": None},
    {"x": 2, "y": None, "e": None},
    {"x": 3, "y": 2, "e": 0.1},
    {"x": 4, "y": None, "e": None},
    {"x": 5, "y": 4, "e": 0.3},
    {"x": 6, "y": 4.5, "e": 0.2},
]
_SAMPLE = [{"model": m, "score": _RANDOM.gauss(i, 1)} for i, m in enumerate(_MODELS) for _ in range(30)] + [
    {"model": "BERT", "score": 9.0}
]
_POINTS = [
    {
        "cost": 1 + 89 * _RANDOM.random(),
        "score": 60 + 30 * _RANDOM.random(),
        "size": 3 * i + 1,
        "kind": kind,
        "id": f"n{i}",
    }
    for i, kind in enumerate("ABCABCABCABC")
]
_CELLS = [{"true": a, "guess": b, "n": 7 * i - 11 * j} for i, a in enumerate("pqr") for j, b in enumerate("pqrs")]
_DAYS = [{"day": f"2024-0{i}-01", "n": i * i % 7 + 1} for i in range(1, 9)]
_SIGNED = [{"k": k, "v": v} for k, v in zip("abcde", (3.2, -2.1, 0.0, -0.3, 1.25), strict=True)]


def _q(field: str) -> dict[str, str]:
    return {"field": field, "type": "quantitative"}


def _n(field: str) -> dict[str, str]:
    return {"field": field, "type": "nominal"}


def _t(field: str) -> dict[str, str]:
    return {"field": field, "type": "temporal"}


def _spec(mark: dict[str, object] | str, encoding: dict[str, object], **more: object) -> dict[str, object]:
    return {"layer": [{"mark": {"type": mark} if isinstance(mark, str) else mark, "encoding": encoding}], **more}


def _labelled(mark: str, **more: object) -> dict[str, object]:
    return {"type": mark, "labels": True, **more}


_COUNTS = [
    {"type": "bin", "field": "score"},
    {"type": "aggregate", "groupby": ["bin start", "bin end"], "measures": [{"op": "count", "as": "count"}]},
]
_BY_SET = {"x": _n("set"), "y": _q("score"), "color": _n("model")}
_BY_STEP = {"x": _q("step"), "y": _q("loss"), "color": _n("model")}
_SPREAD = {
    "type": "aggregate",
    "groupby": ["step"],
    "measures": [{"op": op, "field": "loss", "as": op} for op in ("min", "max")],
}
_LOG = {"y": {"scale": {"type": "log"}}}

CASES = {
    "bar": (_spec(_labelled("bar"), {"x": _n("model"), "y": _q("score")}), _ONE),
    "bar highlighted": (
        _spec("bar", {"x": _n("model"), "y": _q("score")}, highlight=[{"field": "model", "value": "Ours"}]),
        _ONE,
    ),
    "bar highlighted in groups": (
        _spec("bar", {**_BY_SET, "offset": "model"}, highlight=[{"field": "set", "value": "QQP"}]),
        _SCORES,
    ),
    "bar grouped": (_spec(_labelled("bar"), {**_BY_SET, "offset": "model", "yError": {"delta": "sd"}}), _SCORES),
    "bar stacked": (_spec(_labelled("bar"), {**_BY_SET, "stack": "zero"}), _SCORES),
    "bar normalised in grey": (_spec("bar", {**_BY_SET, "stack": "normalize"}, config={"palette": "grey"}), _SCORES),
    "bar lying": (_spec(_labelled("bar"), {"y": _n("model"), "x": _q("score"), "xError": {"delta": "sd"}}), _ONE),
    "bar signed": (_spec(_labelled("bar"), {"x": _n("k"), "y": _q("v")}), _SIGNED),
    "bar logarithmic": (_spec("bar", {"x": _n("model"), "y": _q("score")}, axes=_LOG), _ONE),
    "bar in time": (_spec("bar", {"x": _t("day"), "y": _q("n")}), _DAYS),
    "bar many": (
        _spec("bar", {"x": _n("g"), "y": _q("v"), "color": _n("c"), "offset": "c"}),
        [{"g": g, "c": f"series {i}", "v": i + 1} for g in "ab" for i in range(20)],
    ),
    "histogram": (_spec("bar", {"x": _q("bin start"), "x2": "bin end", "y": _q("count")}, transform=_COUNTS), _SAMPLE),
    "histogram lying": (
        _spec("bar", {"y": _q("bin start"), "y2": "bin end", "x": _q("count")}, transform=_COUNTS),
        _SAMPLE,
    ),
    "line": (_spec({"type": "line", "point": True}, _BY_STEP), _RUNS),
    "line dashed": (_spec({"type": "line", "dash": True}, _BY_STEP), _RUNS),
    "line with many series": (
        _spec({"type": "line", "dash": True}, {"x": _q("x"), "y": _q("y"), "color": _n("c")}),
        [{"x": x, "y": i * x, "c": f"series {i}"} for i in range(20) for x in range(4)],
    ),
    "line with gaps": (_spec("line", {"x": _q("x"), "y": _q("y"), "yError": {"delta": "e"}}), _GAPS),
    "line in steps": (_spec({"type": "line", "interpolate": "step-after"}, {"x": _q("x"), "y": _q("y")}), _GAPS),
    "line labelled": (
        _spec(_labelled("line", point=True), {"x": _n("set"), "y": _q("score"), "color": _n("model")}),
        _SCORES,
    ),
    "line in detail": (_spec("line", {"x": _q("step"), "y": _q("loss"), "detail": "model"}), _RUNS),
    "area": (_spec("area", _BY_STEP), _RUNS),
    "area stacked": (_spec("area", {**_BY_STEP, "stack": "zero"}), _RUNS),
    "area with gaps in steps": (_spec({"type": "area", "interpolate": "step"}, {"x": _q("x"), "y": _q("y")}), _GAPS),
    "area logarithmic": (_spec("area", {"x": _q("step"), "y": _q("loss")}, axes=_LOG), _RUNS[:12]),
    "band": (_spec("errorband", {"x": _q("step"), "y": _q("max"), "y2": "min"}, transform=[_SPREAD]), _RUNS),
    "point": (_spec("point", {"x": _q("cost"), "y": _q("score"), "color": _n("kind")}), _POINTS),
    "point named": (_spec(_labelled("point"), {"x": _q("cost"), "y": _q("score"), "text": _n("id")}), _POINTS),
    "bubble": (_spec("point", {"x": _q("cost"), "y": _q("score"), "size": _q("size"), "color": _n("kind")}), _POINTS),
    "point on a ramp": (
        _spec("point", {"x": _q("cost"), "y": _q("score"), "color": _q("size"), "shape": _n("kind")}),
        _POINTS,
    ),
    "point with errors": (
        _spec("point", {"x": _q("score"), "y": _q("sd"), "xError": {"delta": "sd"}, "yError": {"delta": "sd"}}),
        _SCORES,
    ),
    "lollipop": (_spec(_labelled("point", stem=True), {"x": _n("model"), "y": _q("score")}), _ONE),
    "lollipop lying": (_spec({"type": "point", "stem": True}, {"y": _n("model"), "x": _q("score")}), _ONE),
    "lollipop logarithmic": (
        _spec({"type": "point", "stem": True}, {"x": _n("model"), "y": _q("score")}, axes=_LOG),
        _ONE,
    ),
    "forest": (
        _spec(
            "point",
            {"y": _n("model"), "x": _q("score"), "xError": {"delta": "sd"}, "color": _n("set"), "offset": "set"},
        ),
        _SCORES,
    ),
    "rule on bands": (_spec("rule", {"x": _n("model"), "y": _q("score")}), _ONE),
    "rule across": (_spec("rule", {"y": _q("score"), "color": _n("model")}), _ONE),
    "rule upright": (_spec({"type": "rule", "dash": True}, {"x": _q("score")}), _ONE),
    "rule to a second end": (
        _spec("rule", {"y": _n("model"), "x": _q("score"), "x2": "sd", "color": _n("model")}),
        _ONE,
    ),
    "rug": (_spec("tick", {"x": _q("cost"), "color": _n("kind")}), _POINTS),
    "rug upright": (_spec("tick", {"y": _q("score")}), _POINTS),
    "ticks on bands": (_spec("tick", {"x": _n("model"), "y": _q("score")}), _SAMPLE),
    "ticks on lying bands": (_spec("tick", {"y": _n("model"), "x": _q("score")}), _SAMPLE),
    "heatmap": (_spec(_labelled("rect"), {"x": _n("guess"), "y": _n("true"), "color": _q("n")}), _CELLS),
    "heatmap around zero": (
        _spec("rect", {"x": _n("guess"), "y": _n("true"), "color": _q("n")}, config={"ramp": "diverging"}),
        _CELLS,
    ),
    "pie": (_spec(_labelled("arc"), {"theta": _q("score"), "color": _n("model")}), _ONE),
    "donut": (_spec({"type": "arc", "innerRadius": 0.6}, {"theta": _q("score"), "color": _n("model")}), _ONE),
    "donut without a legend": (
        _spec(
            _labelled("arc", innerRadius=0.6), {"theta": _q("score"), "color": _n("model")}, legend={"orient": "none"}
        ),
        _ONE,
    ),
    "text": (_spec("text", {"x": _q("cost"), "y": _q("score"), "text": _n("id")}), _POINTS),
    "text of series": (
        _spec("text", {"x": _q("cost"), "y": _q("score"), "text": _n("id"), "color": _n("kind")}),
        _POINTS,
    ),
    "text in a grid": (_spec("text", {"x": _n("guess"), "y": _n("true"), "text": _q("n")}), _CELLS),
    "box": (_spec("boxplot", {"x": _n("model"), "y": _q("score")}), _SAMPLE),
    "box lying": (_spec("boxplot", {"y": _n("model"), "x": _q("score"), "color": _n("model")}), _SAMPLE),
    "box grouped": (
        _spec("boxplot", {"x": _n("half"), "y": _q("score"), "color": _n("model"), "offset": "model"}),
        [{**row, "half": "ab"[i % 2]} for i, row in enumerate(_SAMPLE)],
    ),
    "violin": (_spec("violin", {"x": _n("model"), "y": _q("score")}), _SAMPLE),
    "violin lying": (_spec("violin", {"y": _n("model"), "x": _q("score"), "color": _n("model")}), _SAMPLE),
    "strip": (_spec("strip", {"x": _n("model"), "y": _q("score")}), _SAMPLE),
    "swarm": (_spec("swarm", {"x": _n("model"), "y": _q("score"), "color": _n("model")}), _SAMPLE),
    "swarm lying": (_spec("swarm", {"y": _n("model"), "x": _q("score")}), _SAMPLE),
    "radar": (_spec({"type": "line", "point": True}, _BY_SET, projection="radar"), _SCORES),
    "radar filled": (_spec("area", _BY_SET, projection="radar"), _SCORES),
    "parallel": (_spec("line", _BY_SET, projection="parallel"), _SCORES),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_read_back_is_what_was_to_be_painted(name: str) -> None:
    assert differ(paint(*CASES[name]).draw()) == []


@pytest.mark.parametrize("name", ["bar grouped", "line", "point", "box grouped", "pie"])
def test_hidden_and_removed_artists_show_nothing(name: str) -> None:
    painted = paint(*CASES[name])
    before = len(painted.read()[0].series)
    painted.painted[0].items[0].set_visible(False)
    painted.painted[0].items[-1].remove()
    assert len(painted.read()[0].series) < before


def test_a_series_that_no_key_names_is_unreadable() -> None:
    painted = paint(*CASES["bar grouped"])
    painted.painted[0].items[0].set_facecolor("#123456")
    assert painted.read()[0].series[0] == "\N{REPLACEMENT CHARACTER}"


_MANNERS: dict[str, dict[str, object]] = {
    "bar": {"x": _n("c"), "y": _q("v")},
    "line": {"x": _q("i"), "y": _q("v"), "color": _n("s")},
    "area": {"x": _q("i"), "y": _q("v"), "color": _n("s")},
    "point": {"x": _q("v"), "y": _q("w"), "color": _n("s")},
    "rule": {"y": _n("c"), "x": _q("v"), "x2": "w"},
    "tick": {"x": _n("s"), "y": _q("v")},
    "boxplot": {"x": _n("s"), "y": _q("v")},
    "strip": {"y": _n("s"), "x": _q("v")},
    "swarm": {"x": _n("s"), "y": _q("v"), "color": _n("s")},
}
_ANY = st.one_of(st.floats(-1e12, 1e12), st.floats(-1e-9, 1e-9), st.integers(-5, 5).map(float))


@pytest.mark.parametrize("mark", _MANNERS)
@settings(max_examples=trials(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(_ANY, _ANY, st.sampled_from("pq")), min_size=1, max_size=12))
def test_whatever_numbers_are_shown_are_read_back(mark: str, rows: list[tuple[float, float, str]]) -> None:
    data = [{"i": i, "c": f"c{i}", "v": v, "w": w, "s": s} for i, (v, w, s) in enumerate(rows)]
    assert differ(paint(_spec(mark, _MANNERS[mark]), data)) == []
