"""The whole reader: whatever the document, a plot or one sentence with a path; and what is read can be drawn."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from pb_adapters.immediate import render
from pb_adapters.notation.vega_lite import read_vega_lite
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import check_spec
from pb_core.errors import CallerError, InvalidSpec
from support.trials import trials
from support.vega_lite import COUNT, MEAN, SITE, TABLE, WHEN, V, W, unit

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(), st.text(max_size=5),
    st.sampled_from(["v", "w", "site", "when", "year", "month", "x", "-y", "zero", "log", "datum.v > 2", "ascending"]),
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


def some_of(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with at most two of these fields."""
    chosen = st.lists(st.sampled_from(sorted(values)), max_size=2, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: values[name] for name in names}))


QUANTITIES = st.sampled_from(
    [V, W, V, {"field": "e", "type": "quantitative"}, MEAN, COUNT, {"aggregate": "max", "field": "w"}]
)
CATEGORIES = st.sampled_from([SITE, {"field": "size"}, {"field": "ok"}, {"field": "year", "type": "ordinal"}])
TIMES = st.sampled_from(
    [
        WHEN,
        {"field": "when", "timeUnit": "month"},
        {"field": "when", "timeUnit": "year"},
        {"field": "year", "type": "temporal"},
        {"field": "when", "timeUnit": "day", "type": "ordinal"},
    ]
)
BINS = st.sampled_from([{"field": "w", "bin": True}, {"field": "v", "bin": {"step": 2}}])  # fmt: skip
SORTS = st.sampled_from(
    [None, "ascending", "descending", "x", "-y", "color", ["a", "b"], [1, None], {"field": "v", "op": "mean"},
     {"encoding": "y", "order": "descending"}, {"op": "count"}, {"field": "w"}]
)  # fmt: skip
SCALES = some_of(
    type=st.sampled_from(["linear", "log", "symlog", "time", "band", "sqrt"]), zero=st.booleans(),
    reverse=st.booleans(), domain=st.sampled_from([[0, 10], ["a"], [5, 1], [{"year": 2000}, {"year": 2001}]]),
    domainMin=st.sampled_from([0, 1, "2000-01-01"]), domainMid=st.sampled_from([0, 1]), range=JSON,
)  # fmt: skip
MORE = some_of(
    sort=SORTS, scale=SCALES, title=st.sampled_from([None, "words", ["two", "lines"]]),
    stack=st.sampled_from([None, True, False, "zero", "normalize", "center"]),
    axis=st.sampled_from([None, {}, {"title": "t", "format": ".2f"}, {"grid": False, "format": "%Y"}]),
    legend=st.sampled_from([None, {}, {"orient": "bottom"}, {"title": None}]),
    type=st.sampled_from(["ordinal", "nominal"]),
)  # fmt: skip


def channels(*kinds: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda channel, more: {**channel, **more}, st.one_of(*kinds), MORE)


PLACES = channels(QUANTITIES, QUANTITIES, CATEGORIES, TIMES, BINS)
ENCODING = st.builds(
    lambda x, y, others: {"x": x, "y": y, **others},
    PLACES,
    PLACES,
    some_of(
        color=channels(CATEGORIES, QUANTITIES, TIMES, BINS), shape=channels(CATEGORIES), size=channels(QUANTITIES),
        text=channels(QUANTITIES), theta=channels(QUANTITIES),
        xOffset=channels(CATEGORIES), detail=channels(CATEGORIES),
        order=channels(QUANTITIES), row=channels(CATEGORIES),
        column=channels(CATEGORIES, TIMES), facet=channels(CATEGORIES),
        x2=channels(QUANTITIES), y2=channels(QUANTITIES), yError=channels(QUANTITIES), tooltip=JSON,
        opacity=st.sampled_from([{"value": 1}, SITE]), x=st.sampled_from([{"datum": 3}, {"value": 5}]),
        fill=st.sampled_from([{"value": "red"}, {"condition": {"test": "datum.site == 'a'", "value": "red"}}]),
    ),
)  # fmt: skip
MARKS = st.one_of(
    st.sampled_from(["bar", "line", "area", "point", "tick", "rect", "rule", "text", "boxplot", "errorbar",
                     "errorband"]),
    st.builds(
        lambda kind, more: {"type": kind, **more}, st.sampled_from(["bar", "line", "area", "arc", "errorbar", "point"]),
        some_of(point=st.booleans(), interpolate=st.sampled_from(["step", "monotone"]), color=st.just("red"),
                extent=st.sampled_from(["ci", "iqr", "stdev"]), innerRadius=st.floats(0, 200),
                orient=st.sampled_from(["horizontal", "vertical"]), strokeDash=st.just([2, 2])),
    ),
)  # fmt: skip
STEPS = st.sampled_from(
    [{"filter": "datum.v > 2"}, {"filter": "datum.site == 'a' || datum.site == 'b'"},
     {"calculate": "datum.v", "as": "u"},
     {"filter": {"field": "year", "range": [2000, 2003]}}, {"fold": ["v", "w"]}, {"bin": True, "field": "v", "as": "b"},
     {"aggregate": [{"op": "mean", "field": "v", "as": "m"}], "groupby": ["site"]},
     {"density": "v", "groupby": ["site"]},
     {"regression": "w", "on": "v"}, {"timeUnit": "month", "field": "when", "as": "month"},
     {"window": [{"op": "sum", "field": "w", "as": "total"}]},
     {"window": [{"op": "mean", "field": "w", "as": "mean"}], "frame": [-1, 1], "sort": [{"field": "when"}]}]
)  # fmt: skip
UNITS = st.builds(
    lambda mark, encoding, steps: {"mark": mark, "encoding": encoding, "transform": steps},
    MARKS, ENCODING, st.lists(STEPS, max_size=1),
)  # fmt: skip
VIEWS = st.one_of(
    UNITS,
    UNITS,
    st.builds(
        lambda layers, resolve: {"layer": layers, "resolve": {"scale": resolve}},
        st.lists(UNITS, min_size=1, max_size=3), st.sampled_from([{}, {"y": "independent"}, {"x": "independent"}]),
    ),
    st.builds(lambda layers, shared: {"layer": layers, "encoding": shared},
              st.lists(st.builds(lambda mark: {"mark": mark}, MARKS), min_size=1, max_size=3), ENCODING),
    st.builds(lambda view, facet: {"facet": facet, "spec": view, "columns": 2}, UNITS, channels(CATEGORIES)),
    st.builds(
        lambda mark, x, kind: {
            "repeat": {kind: ["v", "w"]} if kind else ["v", "w"],
            "spec": unit(mark, x=x, y={"field": {"repeat": kind or "repeat"}, "type": "quantitative"}),
        },
        MARKS, PLACES, st.sampled_from(["layer", "row", "column", ""]),
    ),
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, documents: st.SearchStrategy[dict[str, Any]]) -> Any:  # noqa: ANN401 - any JSON value
    """A document in which up to two values, wherever they stand, are replaced by others."""
    document = json.loads(json.dumps(draw(documents), default=str))
    for _ in range(draw(st.integers(0, 2))):
        places = list(_places(document))
        if places:
            holder, key = draw(st.sampled_from(places))
            holder[key] = draw(JSON)
    return document


def _places(value: object) -> Iterator[tuple[Any, Any]]:
    """Every place in a document, as what holds it and its name or number."""
    pairs = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    for key, inner in pairs:
        yield value, key
        yield from _places(inner)


def require_sentence(error: CallerError) -> None:
    """Refusals are short, on one line."""
    assert 0 < len(str(error)) < 1_000
    assert "\n" not in str(error)


@settings(max_examples=trials(600))
@given(changed(VIEWS))
def test_any_specification_is_a_plot_or_a_sentence(document: dict[str, Any]) -> None:
    try:
        spec, notes = read_vega_lite(document, TABLE)
    except CallerError as error:
        require_sentence(error)
        event("refused")
        return
    assert isinstance(spec, PlotSpec)
    assert all(isinstance(note, str) for note in notes)
    try:
        check_spec(spec, TABLE)
        event("fits")
    except InvalidSpec:
        event("does not fit")


@settings(max_examples=trials(100))
@given(st.one_of(st.text(), JSON.map(json.dumps)))
def test_any_text_is_a_plot_or_a_sentence(text: str) -> None:
    try:
        read_vega_lite(text, TABLE)
    except CallerError as error:
        require_sentence(error)


HOSTILE = {
    "or": {"transform": [{"filter": "||".join(["datum.v==1"] * 300)}]},
    "brackets": {"transform": [{"filter": "(" * 3_999}]},
    "names": {"transform": [{"filter": {"field": "\\" * 100_000 + "[" * 100_000, "equal": 1}}]},
    "steps": {"transform": [{"filter": "datum.v > 0"}] * 9_000},
    "layers": {"layer": [{"layer": [unit("point", x=V, y=W)] * 50}] * 50},
    "fields": {"repeat": ["v"] * 15_000, "spec": unit("line", x=W, y={"field": {"repeat": "repeat"}})},
    "order": unit("bar", x={**SITE, "sort": ["a"] * 15_000}, y=MEAN),
    "title": {**unit("bar", x=SITE, y=MEAN), "title": ["x" * 100] * 9_000},
}


@pytest.mark.timeout(120)  # what is not bounded takes hours
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_read_in_bounded_time(name: str) -> None:
    document = {**unit("point", x=V, y=W), **HOSTILE[name]}
    if "mark" not in HOSTILE[name] and not {"layer", "repeat"}.isdisjoint(HOSTILE[name]):
        document = HOSTILE[name]
    try:
        read_vega_lite(document, TABLE)
    except CallerError as error:
        require_sentence(error)


RECORDS = [
    {name: column.values[row] for name in ("site", "v", "w", "e") if (column := TABLE.column(name))}
    | {"when": f"1970-{row + 1:02}-01"}
    for row in range(TABLE.rows)
]
DRAWN = {
    "bars": unit("bar", x={**SITE, "sort": "-y"}, y=MEAN),
    "histogram": unit("bar", x={"field": "w", "bin": True}, y=COUNT),
    "line": unit({"type": "line", "point": True}, x=WHEN, y=V),
    "months": unit("line", x={"field": "when", "timeUnit": "month"}, y=MEAN),
    "panels": unit("point", x=V, y=W, column={**SITE, "sort": "descending"}),
    "donut": unit({"type": "arc", "innerRadius": 50}, theta=COUNT, color=SITE),
    "errors": {
        "encoding": {"x": SITE},
        "layer": [unit("point", y=MEAN), unit({"type": "errorbar", "extent": "iqr"}, y=V)],
    },
    "line at a datum": {"layer": [unit("point", x=V, y=W), unit("rule", y={"datum": 30})]},
    "filter": unit("point", x=V, y=W) | {"transform": [{"filter": "datum.site != 'a' && datum.v > 1"}]},
    "layers by colour": {"layer": [unit({"type": "bar", "color": "grey"}, x=SITE, y=MEAN), unit("point", x=SITE, y=W)]},
}


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_read_is_drawn_and_proved(name: str) -> None:
    spec, _ = read_vega_lite(DRAWN[name], TABLE)
    plot = render(spec, RECORDS)
    assert plot.report.points > 0
