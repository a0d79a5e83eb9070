"""Hold a submitted plot against its data, in the process that may take its time."""

from pb_adapters.notation import translate_vega_lite
from pb_adapters.planners.engine import OfflineEngine
from pb_core.application.plans import PlanReader
from pb_core.application.plot_checks import CheckedPlot, PlotOrder, check


def checked(order: PlotOrder, by_rules: bool) -> CheckedPlot:  # noqa: FBT001 - arguments cross by their order
    """What is known of an order; where ``by_rules``, the built-in rules refuse what they would not plan.

    Raises:
        InvalidRequest: the data, the plan or the intent cannot be drawn.
    """
    planner = OfflineEngine() if by_rules else None
    return check(order, PlanReader(vega_lite=translate_vega_lite), planner, by_rules=by_rules)
