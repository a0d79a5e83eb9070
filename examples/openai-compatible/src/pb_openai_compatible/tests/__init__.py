"""The proof of the adapter, shipped with it: ``python -m pb_core.testing openai-compatible``."""
