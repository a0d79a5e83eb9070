"""Simulation: the real core under a seeded scheduler, with virtual time, faults and crashes; one seed, one history."""
