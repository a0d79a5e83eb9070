"""What a ``VlmEngine`` around another has of it; beside the port, as every layer wraps engines."""

from pb_core.domain.questions import PlanForm
from pb_core.ports.vlm import VlmEngine, VlmRequest, estimate, is_rule_based, plan_form


class VlmAround:
    """An engine that says of itself what the one inside says; a subclass adds ``complete``, and what it changes."""

    def __init__(self, engine: VlmEngine) -> None:
        self._engine = engine

    @property
    def provider(self) -> str:
        """The engine's provider."""
        return self._engine.provider

    @property
    def model(self) -> str:
        """The engine's model."""
        return self._engine.model

    @property
    def sees_images(self) -> bool:
        """Whether the engine sees pictures."""
        return self._engine.sees_images

    @property
    def rule_based(self) -> bool:
        """Whether the engine answers by rules."""
        return is_rule_based(self._engine)

    @property
    def plan_form(self) -> PlanForm:
        """The form in which the engine is asked for a plan."""
        return plan_form(self._engine)

    def estimate(self, request: VlmRequest, /) -> int:
        """What the question costs at most, in micros."""
        return estimate(self._engine, request)
