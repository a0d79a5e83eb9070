"""Sabotage: one drawn artist at a time is altered between painting and reading; the proof must find every kind.

``make sabotage`` runs this module and prints which kinds of damage were done to which plots, and whether each was
caught. Every plot is proved faithful before the damage and again after it is undone.
"""

import random

import msgspec
import pytest

from pb_adapters.drawing.plots.figure_builder import compose
from pb_adapters.drawing.plots.frames import frame
from pb_adapters.drawing.plots.layout.layout_plan import Choices
from pb_adapters.drawing.plots.readback import read_scene
from pb_adapters.drawing.plots.scene import Scene
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_table
from support.plot_damage import every_damage

# --- the plots ----------------------------------------------------------------------------------

_RANDOM = random.Random(7)  # noqa: S311 - sample data
_MODELS, _SETS = ("BERT", "RoBERTa", "Ours"), ("MNLI", "QQP", "SST-2")
_SCORES = [
    {"model": m, "set": d, "score": round(70 + 5 * i + 3 * j + _RANDOM.random(), 1), "sd": 0.4 + 0.1 * i + 0.05 * j}
    for i, m in enumerate(_MODELS)
    for j, d in enumerate(_SETS)
]
_ONE = [row for row in _SCORES if row["set"] == "MNLI"]
_RUNS = [{"model": m, "step": s, "loss": 3.0 / (1 + s * (i + 1) / 5)} for i, m in enumerate(_MODELS) for s in range(9)]
_SAMPLE = [
    *({"model": m, "score": _RANDOM.gauss(i, 1.0)} for i, m in enumerate(_MODELS) for _ in range(25)),
    {"model": "Ours", "score": 11.0},
    {"model": "BERT", "score": -7.0},
]
_POINTS = [
    {
        "cost": _RANDOM.uniform(1, 90),
        "score": _RANDOM.uniform(60, 90),
        "size": 5.0 * i + 1,
        "kind": "AB"[i % 2],
        "id": f"n{i}",
    }
    for i in range(12)
]
_CELLS = [
    {"true": a, "guess": b, "n": 7 * i + 11 * j + i * j} for i, a in enumerate("pqr") for j, b in enumerate("pqr")
]


def _q(field: str) -> dict[str, str]:
    return {"field": field, "type": "quantitative"}


def _n(field: str) -> dict[str, str]:
    return {"field": field, "type": "nominal"}


def _spec(mark: dict[str, object], encoding: dict[str, object], **more: object) -> dict[str, object]:
    return {"title": "A title", "layer": [{"mark": mark, "encoding": encoding}], **more}


_GROUPED = {"x": _n("set"), "y": _q("score"), "color": _n("model"), "offset": "model"}
_SERIES = {"x": _q("step"), "y": _q("loss"), "color": _n("model")}
_AGGREGATE = {
    "type": "aggregate",
    "groupby": ["step"],
    "measures": [{"op": op, "field": "loss", "as": op} for op in ("mean", "min", "max")],
}
_BIN = [
    {"type": "bin", "field": "score"},
    {"type": "aggregate", "groupby": ["bin start", "bin end"], "measures": [{"op": "count", "as": "count"}]},
]

_LIVES = [
    {"arm": arm, "months": round(_RANDOM.expovariate(rate), 1), "died": _RANDOM.random() < 0.7}
    for arm, rate in (("old", 0.1), ("new", 0.05))
    for _ in range(30)
]
_CURVE = {"x": _q("time"), "y": _q("survival"), "color": _n("arm")}
_SURVIVAL = {
    "title": "A title",
    "transform": [
        {"type": "survival", "time": "months", "event": "died", "groupby": ["arm"], "level": 0.95, "log_rank": True}
    ],
    "layer": [
        {"mark": {"type": "line", "interpolate": "step-after"}, "encoding": _CURVE},
        {
            "mark": {"type": "errorband", "interpolate": "step-after"},
            "encoding": _CURVE | {"y": _q("interval high"), "y2": "interval low"},
        },
        {
            "mark": {"type": "tick", "orient": "vertical"},
            "encoding": _CURVE,
            "transform": [{"type": "filter", "field": "censored times"}],
        },
    ],
    "risk_table": {"field": "at risk"},
    "annotations": [
        {"type": "value", "field": "log-rank p", "label": "p"},
        {"type": "line", "field": "log-rank p", "label": "at", "number": True},
    ],
}

_TASKS = [
    {"task": "Draft", "from": "2024-01-08", "to": "2024-02-02", "phase": "Plan"},
    {"task": "Review", "from": "2024-02-05", "to": None, "phase": "Plan"},
    {"task": "Build", "from": "2024-02-06", "to": "2024-04-26", "phase": "Work"},
    {"task": "Test", "from": "2024-04-01", "to": "2024-05-10", "phase": "Work"},
    {"task": "Release", "from": "2024-05-13", "to": None, "phase": "Work"},
]
_GANTT = {
    "title": "A title",
    "transform": [{"type": "schedule", "start": "from", "end": "to"}],
    "layer": [
        {
            "mark": {"type": "bar"},
            "encoding": {
                "x": {"field": "task start", "type": "temporal"}, "x2": "task end", "y": _n("task"),
                "color": _n("phase"),
            },
        },
        {
            "mark": {"type": "point", "shape": "diamond"},
            "encoding": {"x": {"field": "milestone", "type": "temporal"}, "y": _n("task"), "color": _n("phase")},
        },
    ],
}  # fmt: skip

_AGREEMENT = {
    "title": "A title",
    "transform": [{"type": "agreement", "first": "cost", "second": "score"}],
    "layer": [{"mark": {"type": "point"}, "encoding": {"x": _q("mean"), "y": _q("difference")}}],
    "annotations": [
        {"type": "line", "field": "upper limit", "label": "+1.96 SD:", "number": True},
        {"type": "line", "field": "mean difference", "label": "Mean:", "number": True},
        {"type": "line", "field": "lower limit", "label": "−1.96 SD:", "number": True},
    ],
}
_QUANTILES = {
    "title": "A title",
    "transform": [{"type": "quantiles", "field": "score", "groupby": ["model"]}],
    "layer": [
        {
            "mark": {"type": kind, "fit": kind == "line"},
            "encoding": {"x": _q("theoretical quantile"), "y": _q(field), "color": _n("model")},
        }
        for kind, field in (("point", "sample quantile"), ("line", "reference line"))
    ],
}

_HEXAGONS = {
    "title": "A title",
    "transform": [{"type": "hexbin", "x": "x", "y": "y", "columns": 6}],
    "layer": [
        {
            "mark": {"type": "hex"},
            "encoding": {
                "x": _q("x start"), "x2": "x end", "y": _q("y start"), "y2": "y end", "color": _q("count"),
            },
        }
    ],
}  # fmt: skip
_CLOUD = [{"x": _RANDOM.gauss(5, 2), "y": _RANDOM.gauss(0, 9)} for _ in range(200)]

PLOTS: dict[str, tuple[dict[str, object], list[dict[str, object]]]] = {
    "bar": (_spec({"type": "bar", "labels": True}, {"x": _n("model"), "y": _q("score")}), _ONE),
    "bar, grouped": (_spec({"type": "bar"}, _GROUPED | {"yError": {"delta": "sd"}}), _SCORES),
    "bar, stacked": (
        _spec({"type": "bar"}, {"x": _n("set"), "y": _q("score"), "color": _n("model"), "stack": "zero"}),
        _SCORES,
    ),
    "bar, lying": (
        _spec({"type": "bar", "labels": True}, {"y": _n("model"), "x": _q("score"), "xError": {"delta": "sd"}}),
        _ONE,
    ),
    "bar, logarithmic": (
        _spec({"type": "bar"}, {"x": _n("model"), "y": _q("score")}, axes={"y": {"scale": {"type": "log"}}}),
        _ONE,
    ),
    "bar, turned round": (
        _spec(
            {"type": "bar"},
            {"y": _n("model"), "x": _q("score")},
            axes={"x": {"scale": {"reverse": True}}, "y": {"scale": {"reverse": True}}},
        ),
        _ONE,
    ),
    "histogram": (
        _spec({"type": "bar"}, {"x": _q("bin start"), "x2": "bin end", "y": _q("count")}, transform=_BIN),
        _SAMPLE,
    ),
    "line": (_spec({"type": "line", "point": True}, _SERIES), _RUNS),
    "line, highlighted": (
        _spec({"type": "line"}, _SERIES, highlight=[{"field": "model", "value": "Ours", "color": "green"}]),
        _RUNS,
    ),
    "line, named directly": (_spec({"type": "line"}, _SERIES, legend={"orient": "direct"}), _RUNS),
    "line, annotated": (
        _spec(
            {"type": "line"},
            {"x": _q("step"), "y": _q("loss")},
            annotations=[
                {"type": "line", "value": 1.5, "label": "limit"},
                {"type": "band", "low": 0.5, "high": 1.0, "label": "good"},
                {"type": "note", "pick": "min"},
            ],
        ),
        _RUNS[:9],
    ),
    "area, stacked": (_spec({"type": "area"}, _SERIES | {"stack": "zero"}), _RUNS),
    "band": (
        {
            "title": "A title",
            "transform": [_AGGREGATE],
            "layer": [
                {"mark": {"type": "errorband"}, "encoding": {"x": _q("step"), "y": _q("max"), "y2": "min"}},
                {"mark": {"type": "line"}, "encoding": {"x": _q("step"), "y": _q("mean")}},
            ],
        },
        _RUNS,
    ),
    "band of errors": (
        _spec(
            {"type": "errorband"}, {"x": _q("step"), "y": _q("loss"), "yError": {"delta": "sd"}, "color": _n("model")}
        ),
        [{**row, "sd": 0.1 + 0.01 * row["step"]} for row in _RUNS],
    ),
    "point": (_spec({"type": "point"}, {"x": _q("cost"), "y": _q("score"), "color": _n("kind")}), _POINTS),
    "point, sized": (_spec({"type": "point"}, {"x": _q("cost"), "y": _q("score"), "size": _q("size")}), _POINTS),
    "point, ramp": (_spec({"type": "point"}, {"x": _q("cost"), "y": _q("score"), "color": _q("size")}), _POINTS),
    "point, lollipop": (
        _spec({"type": "point", "stem": True, "labels": True}, {"x": _n("model"), "y": _q("score")}),
        _ONE,
    ),
    "point, errors": (
        _spec({"type": "point"}, {"x": _q("score"), "y": _n("model"), "xError": {"delta": "sd"}}),
        _ONE,
    ),
    "rule": (_spec({"type": "rule"}, {"y": _n("model"), "x": _q("score"), "x2": "sd"}), _ONE),
    "tick": (_spec({"type": "tick"}, {"x": _n("model"), "y": _q("score")}), _SAMPLE),
    "rect": (_spec({"type": "rect", "labels": True}, {"x": _n("guess"), "y": _n("true"), "color": _q("n")}), _CELLS),
    "arc": (_spec({"type": "arc", "labels": True}, {"theta": _q("score"), "color": _n("model")}), _ONE),
    "text": (_spec({"type": "text"}, {"x": _q("cost"), "y": _q("score"), "text": _n("id")}), _POINTS),
    "boxplot": (_spec({"type": "boxplot"}, {"x": _n("model"), "y": _q("score"), "color": _n("model")}), _SAMPLE),
    "violin": (_spec({"type": "violin"}, {"x": _n("model"), "y": _q("score")}), _SAMPLE),
    "strip": (_spec({"type": "strip"}, {"x": _n("model"), "y": _q("score")}), _SAMPLE),
    "swarm": (_spec({"type": "swarm"}, {"y": _n("model"), "x": _q("score")}), _SAMPLE),
    "radar": (
        _spec({"type": "line"}, {"x": _n("set"), "y": _q("score"), "color": _n("model")}, projection="radar"),
        _SCORES,
    ),
    "parallel": (
        _spec({"type": "line"}, {"x": _n("set"), "y": _q("score"), "color": _n("model")}, projection="parallel"),
        _SCORES,
    ),
    "survival": (_SURVIVAL, _LIVES),
    "gantt": (_GANTT, _TASKS),
    "agreement": (_AGREEMENT, _POINTS),
    "quantiles": (_QUANTILES, _SAMPLE),
    "hexagons": (_HEXAGONS, _CLOUD),
    "ridges": (_spec({"type": "ridge"}, {"y": _n("model"), "x": _q("score")}), _SAMPLE),
    "facets": (_spec({"type": "line"}, {"x": _q("step"), "y": _q("loss")}, facet={"field": "model"}), _RUNS),
}


# --- the proof ----------------------------------------------------------------------------------

_CAUGHT: dict[str, dict[str, bool]] = {}


def _mismatches(spec: PlotSpec, table: Table, scene: Scene) -> tuple[str, ...]:
    return prove(spec, table, read_scene(scene)).mismatches


@pytest.mark.parametrize("name", PLOTS)
def test_every_damage_to_a_plot_is_caught(name: str) -> None:
    form, data = PLOTS[name]
    spec, table = msgspec.convert(form, PlotSpec), read_table(data, TableLimits())
    with settings():
        scene = compose(spec, frame(spec, table), None, Choices(medium=spec.config.medium))
        assert _mismatches(spec, table, scene) == ()
        caught = _CAUGHT.setdefault(name, {})
        for damage in every_damage(scene):
            damage.do()
            try:
                found = bool(_mismatches(spec, table, scene))
            finally:
                damage.undo()
            caught[damage.kind] = caught.get(damage.kind, True) and found
        assert _mismatches(spec, table, scene) == ()
    assert caught
    assert [kind for kind, found in caught.items() if not found] == []


def test_the_table_of_damages(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = dict.fromkeys(kind for caught in _CAUGHT.values() for kind in caught)
    with capsys.disabled():
        print()  # noqa: T201 - the table is for people
        for kind in sorted(kinds):
            hit = [name for name, caught in _CAUGHT.items() if caught.get(kind)]
            missed = [name for name, caught in _CAUGHT.items() if caught.get(kind) is False]
            print(f"{kind:32} caught in {'; '.join(hit) or '-'}{' MISSED in ' + '; '.join(missed) if missed else ''}")  # noqa: T201 - the table is for people
    assert not [kind for kind in kinds if any(caught.get(kind) is False for caught in _CAUGHT.values())]
