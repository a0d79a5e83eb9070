"""OpenRouter, which resells the models of many vendors."""
