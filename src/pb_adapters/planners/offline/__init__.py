"""The built-in engine: rules over English method prose, no model, no network, no account."""

from pb_adapters.planners.offline.engine import OfflineEngine

__all__ = ["OfflineEngine"]
