"""APIMart (docs.apimart.ai), which resells chat models and has pictures painted by tasks."""
