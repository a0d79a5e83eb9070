"""The built-in engine: rules over English method prose, no model, no network, no account."""

from pb_adapters.planners.offline.engine import OfflineEngine
from pb_adapters.planners.offline.plots.planner import plan_plot

__all__ = ["OfflineEngine", "plan_plot"]
