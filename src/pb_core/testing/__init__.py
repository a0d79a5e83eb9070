"""For authors of adapters: in-memory adapters and one contract suite per port (needs pytest)."""
