"""Faults of the machine below a real server, and what they make of the tasks that it has under way."""
