"""Kie (docs.kie.ai), which resells chat models and has pictures painted by jobs."""
