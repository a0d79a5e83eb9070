"""Sentences that name the statistics of a plot, fit for its caption."""
