"""Adapters of the image port, a module or package per engine."""
