"""Adapters: one folder per port, one module per technology; they do not import each other."""
