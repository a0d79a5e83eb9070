"""The engines of model providers, a package per provider."""
