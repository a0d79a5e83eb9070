"""The ports: what the core asks of the world, a module each."""
