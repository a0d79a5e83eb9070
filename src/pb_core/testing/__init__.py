"""For authors of adapters: ``contracts``, one suite per port (needs pytest), and ``memory``, adapters in memory."""
