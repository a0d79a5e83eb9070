"""Methodology diagrams by rules: the author's own structure, then clauses whose verb and parties are certain."""
