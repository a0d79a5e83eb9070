"""Sources of fresh names."""
