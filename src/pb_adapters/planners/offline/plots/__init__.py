"""The rule-based planner and critic of plots: they read English intents and see profiles, never data."""

from pb_adapters.planners.offline.plots.critic import criticise_plot
from pb_adapters.planners.offline.plots.planner import plan_plot

__all__ = ["criticise_plot", "plan_plot"]
