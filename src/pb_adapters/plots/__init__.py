"""Engine of statistical plots: frames (what to draw), marks (drawing and reading back), figure (where it stands)."""
