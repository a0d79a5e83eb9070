"""Prompts by rules: the words of a prompt in an illustrator's order, nothing left out and nothing added."""

from pb_adapters.planners.prompts.optimizer import optimize

__all__ = ["optimize"]
