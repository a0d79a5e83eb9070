"""Plot checks: a submitted plot is held against its data, in a thread unless an installation does it elsewhere."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio.to_thread
from anyio import CapacityLimiter
from msgspec import Struct

from pb_core.application.plans import PlanReader
from pb_core.domain.plots.intent_answers import answered
from pb_core.domain.plots.plan import GivenPlot
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.plots.wishes import HeardIntent
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import NotPlottable
from pb_core.ports.vlm import Preflight, VlmEngine, is_rule_based


class PlotOrder(Struct, frozen=True, kw_only=True):
    """What of a submission is held against its ``data``: a ``plan``, or an intent that rules would plan."""

    data: str
    limits: TableLimits
    intent: str | None = None
    plan: str | dict[str, Any] | None = None
    aspect_ratio: str | None = None


class CheckedPlot(Struct, frozen=True, kw_only=True):
    """What is known of an order that can be drawn.

    ``plan`` is the one that was given. ``words`` is what a plot of the data may show (names of columns and texts, each
    once), or empty where all of it is ASCII.
    """

    plan: GivenPlot | None = None
    words: str = ""


ReadTable = Callable[[str, TableLimits], Awaitable[Table]]
"""Reads a caller's ``data_json``, off the event loop; raises ``InvalidRequest``."""


async def read_in_thread(text: str, limits: TableLimits) -> Table:
    """Read data in a thread of this process."""
    return await anyio.to_thread.run_sync(read_json, text, limits)


CheckPlot = Callable[[PlotOrder, VlmEngine], Awaitable[CheckedPlot]]
"""Holds an order against its data, off the event loop, as ``check`` does; the engine is the one that would plan it."""


def check(order: PlotOrder, plans: PlanReader, planner: Preflight | None, *, by_rules: bool = False) -> CheckedPlot:
    """Read the data, and the plan if there is one; without one refuse what ``planner`` would, if there is one.

    Keeps a processor busy for seconds where the data are large. ``by_rules`` says that the planner is no model.

    Raises:
        InvalidRequest: the data, the plan or the intent cannot be drawn; the sentence says why.
        NotPlottable: the plan that the rules make would not follow the intent.
    """
    table = read_json(order.data, order.limits)
    words = _words(table)
    if order.plan is not None:
        return CheckedPlot(plan=plans.plot(order.plan, table, order.intent), words=words)
    if planner is not None:
        _foresee(order, table, planner, by_rules=by_rules)
    return CheckedPlot(words=words)


class ThreadChecks:
    """Checks in threads of this process, two at a time.

    Each takes turns with the event loop at the interpreter, so that many would hold it up.
    """

    def __init__(self, plans: PlanReader) -> None:
        self._plans, self._threads = plans, CapacityLimiter(2)

    async def check(self, order: PlotOrder, engine: VlmEngine) -> CheckedPlot:
        """Hold an order against its data; raises what ``check`` raises."""
        planner = engine if isinstance(engine, Preflight) else None

        def checked() -> CheckedPlot:
            return check(order, self._plans, planner, by_rules=is_rule_based(engine))

        return await anyio.to_thread.run_sync(checked, limiter=self._threads)


def _foresee(order: PlotOrder, table: Table, planner: Preflight, *, by_rules: bool) -> None:
    asked, seen = order.intent or "", profile(table)

    def fits(spec: PlotSpec, heard: HeardIntent) -> None:
        check_plot(spec, table, asked)
        if refusal := answered(heard, spec, seen, table, by_rules=by_rules).refusal:
            raise NotPlottable(refusal)

    planner.preflight(PlotPlanBrief(intent=asked, profile=seen, aspect_ratio=order.aspect_ratio), fits)


def _words(table: Table) -> str:
    values = (value for column in table.columns for value in (column.name, *column.values))
    words = dict.fromkeys(value for value in values if isinstance(value, str))
    return "" if all(map(str.isascii, words)) else " ".join(words)
