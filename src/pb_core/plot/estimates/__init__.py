"""Estimates of statistics with the standard library alone: summaries, t quantiles, bootstrap, densities, fits."""
