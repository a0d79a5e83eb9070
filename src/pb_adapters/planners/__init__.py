"""The rule-based planners: they answer for the agent roles without a model."""
