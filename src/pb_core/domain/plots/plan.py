"""A plot's plan as a caller writes and reads it: a specification in our grammar, or one in Vega-Lite's."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.strict_json import converted, path_of
from pb_core.domain.tables.table import Table
from pb_core.errors import InvalidRequest

_VEGA_LITE = frozenset(
    {
        *("$schema", "autosize", "concat", "data", "datasets", "encoding", "hconcat", "height", "mark", "params"),
        *("repeat", "spec", "vconcat", "width"),
    }
)
"""Fields at the top of a Vega-Lite specification that our grammar does not have there."""

_DATA = frozenset(("values", "url", "sequence", "sphere", "graticule"))
_QUOTED = re.compile(r"'([^']*)'")


class GivenPlot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A specification that a caller gave, and what of its notation could not be kept, in sentences."""

    spec: PlotSpec
    notes: tuple[str, ...] = ()


Translate = Callable[[Mapping[str, Any], Table], GivenPlot]
"""Translates Vega-Lite for a table; raises ``InvalidRequest`` with the path of what has no counterpart."""


class PlotPlan(PlotSpec, frozen=True, kw_only=True, omit_defaults=True):
    """The JSON of a plan: the fields of the specification and ``version``."""

    version: Literal[1] = 1


def read_plan(document: object, table: Table, translate: Translate | None = None, what: str = "plan") -> GivenPlot:
    """The specification that a JSON document states for a table; ``translate`` reads those in Vega-Lite.

    Raises:
        InvalidRequest: a field is wrong or unknown, with its path, or a Vega-Lite specification brings data along or
            cannot be read here.
    """
    if isinstance(document, dict) and "version" not in document and not _VEGA_LITE.isdisjoint(document):
        require_no_data(document, what)
        if translate is None:
            raise InvalidRequest(f"{what}: Vega-Lite is not read by this installation: write a plan in our own grammar")
        return translate(document, table)
    plan = converted(document, PlotPlan, what)
    return GivenPlot(spec=PlotSpec(**{name: getattr(plan, name) for name in PlotSpec.__struct_fields__}))


def require_no_data(document: Mapping[str, Any], what: str = "plan") -> None:
    """Refuse data inside a Vega-Lite specification, in any view and in lookups, written out or by address."""
    waiting: list[tuple[str, object]] = [(what, document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(f"{path}[{number}]", inner) for number, inner in enumerate(value)]
        elif isinstance(value, dict):
            data = value.get("data")
            if value.get("datasets") or (isinstance(data, dict) and not _DATA.isdisjoint(data)):
                name = "datasets" if value.get("datasets") else "data"
                raise InvalidRequest(
                    f"{path[:120]}.{name}: data come from data_json; leave them out of the specification"
                )
            waiting += [(f"{path}.{name}", inner) for name, inner in value.items()]


def located(sentence: str, document: object, what: str = "plan") -> str:
    """A sentence about a specification, with the path where the document writes what the sentence quotes."""
    for name in _QUOTED.findall(sentence):
        path = path_of(document, name)
        if path is not None:
            return f"{what}.{path}: {sentence}"
    return f"{what}: {sentence}"


def plan_document(spec: PlotSpec) -> dict[str, Any]:
    """The plan as the JSON document that ``read_plan`` reads."""
    return {"version": 1, **msgspec.to_builtins(spec)}
