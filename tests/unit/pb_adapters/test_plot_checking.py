"""Plots are checked alike in a process and in a thread."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from pb_adapters import table_reader
from pb_adapters.notation import translate_vega_lite
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.plot_checking import checked
from pb_adapters.table_reader import TableReader
from pb_core.application.plans import PlanReader
from pb_core.application.plot_checks import CheckedPlot, PlotOrder, ThreadChecks
from pb_core.domain.tables.table import TableLimits
from pb_core.errors import InvalidRequest, PaperBananaError
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.memory.vlm import ScriptedVlm

DATA = json.dumps({"modèle": ["A", "B"], "score": [1.5, 2.5]})
VEGA = {
    "mark": "bar",
    "encoding": {"x": {"field": "modèle", "type": "nominal"}, "y": {"field": "score", "type": "quantitative"}},
}


def order(**fields: object) -> PlotOrder:
    return PlotOrder(**{"data": DATA, "limits": TableLimits(), "intent": "bars of score by modèle", **fields})  # type: ignore[arg-type]


ORDERS = {
    "drawn by rules": order(),
    "refused by rules": order(intent="a pie of nothing"),
    "planned by Vega-Lite": order(plan=VEGA),
    "wrongly planned": order(plan={"marks": []}),
    "no table": order(data="[]"),
}


@pytest.fixture(scope="module")
async def reader() -> AsyncIterator[TableReader]:
    async with aclosing(TableReader()) as reader:
        yield reader


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("engine", [OfflineEngine(), ScriptedVlm()], ids=["rules", "model"])
async def test_a_process_knows_what_a_thread_knows(
    reader: TableReader, monkeypatch: pytest.MonkeyPatch, engine: VlmEngine, name: str
) -> None:
    monkeypatch.setattr(table_reader, "LARGE", 0)

    async def found(how: TableReader | ThreadChecks) -> CheckedPlot | str:
        try:
            return await how.check(ORDERS[name], engine)
        except PaperBananaError as error:
            return f"{type(error).__name__}: {error}"

    assert await found(reader) == await found(ThreadChecks(PlanReader(vega_lite=translate_vega_lite)))


def test_only_rules_foresee_their_refusals() -> None:
    with pytest.raises(InvalidRequest):
        checked(ORDERS["refused by rules"], True)
    assert checked(ORDERS["refused by rules"], False) == CheckedPlot(words="modèle A B score")
