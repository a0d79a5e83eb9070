"""What the adapters of every provider share: one guarded exchange, its limits, its errors and its pictures."""
