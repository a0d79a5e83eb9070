"""The ports: what the core asks of the world, one module each; docstrings state the duties."""
