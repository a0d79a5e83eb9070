"""Tuning: what the operator sets for every question to a model, and the engine that puts it into each of them."""

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.model_catalog import TokenPrice
from pb_core.domain.questions import PlanForm
from pb_core.ports.vlm import Effort, VlmEngine, VlmReply, VlmRequest
from pb_core.ports.vlm_around import VlmAround

if TYPE_CHECKING:
    from pb_adapters.upstream.guard import Limits


class VlmTuning(Struct, frozen=True, kw_only=True):
    """What is set for models; ``None`` leaves a thing to the role that asks or to the engine.

    Args:
        seconds: How long a call may take.
        max_output_tokens: The longest answer, a model's thoughts included; no role may ask for more.
        effort: How much a model that thinks shall think.
        temperature: How freely it answers.
        sees_images: Whether a model of one's own reads pictures.
        plan_form: In which form a plan of a diagram is asked for.
        price: What the tokens of a model of one's own cost.
    """

    seconds: float | None = None
    max_output_tokens: int | None = None
    effort: Effort | None = None
    temperature: float | None = None
    sees_images: bool = True
    plan_form: PlanForm | None = None
    price: TokenPrice | None = None

    def limits(self, usual: "Limits | None" = None) -> "Limits":
        """The limits of a call: those usual for its engine, with the seconds that are set."""
        from pb_adapters.upstream.guard import Limits  # noqa: PLC0415 - settings are read without what retries need

        limits = usual or Limits()
        return limits if self.seconds is None else replace(limits, text_seconds=self.seconds)

    def request(self, request: VlmRequest) -> VlmRequest:
        """The question with what is set."""
        most = request.max_output_tokens
        return replace(
            request,
            max_output_tokens=min(most, self.max_output_tokens or most),
            effort=self.effort or request.effort,
            temperature=request.temperature if self.temperature is None else self.temperature,
        )


class TunedVlm(VlmAround):
    """A ``VlmEngine`` around another whose questions are tuned; so is what they are estimated to cost."""

    def __init__(self, engine: VlmEngine, tuning: VlmTuning) -> None:
        super().__init__(engine)
        self._tuning = tuning

    @property
    def plan_form(self) -> PlanForm:
        """The form that is set, else the engine's."""
        return self._tuning.plan_form or super().plan_form

    def estimate(self, request: VlmRequest, /) -> int:
        """What the tuned question costs at most, in micros."""
        return super().estimate(self._tuning.request(request))

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request."""
        return await self._engine.complete(self._tuning.request(request))
