"""Engine of statistical plots: frames (what to draw), marks (drawing and reading back), figure (where it stands)."""

from pb_adapters.plots.engine import MatplotlibPlots, render

__all__ = ["MatplotlibPlots", "render"]
