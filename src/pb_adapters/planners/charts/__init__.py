"""The rule-based planner of statistical plots: it reads an intent against a table's profile and builds a plot."""
