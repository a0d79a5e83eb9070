"""The rule-based planner of plots: it reads an intent against a table's profile and builds a specification."""
