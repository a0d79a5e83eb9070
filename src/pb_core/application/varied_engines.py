"""Varied engines: how one model is asked the same question for several candidates and answers each time otherwise."""

from msgspec.structs import replace

from pb_core.application.engines import FallbackVlm
from pb_core.ports.vlm import VlmEngine, VlmReply, VlmRequest
from pb_core.ports.vlm_around import VlmAround

_TEMPERATURES = {2: 0.7, 3: 0.85, 4: 1.0}
"""By candidate; roles ask at 0.2. No two are alike, since a relay may keep the answers to questions."""


class VariedVlm(VlmAround):
    """A ``VlmEngine`` around another that answers more freely, as a further candidate needs."""

    def __init__(self, engine: VlmEngine, candidate: int) -> None:
        super().__init__(engine)
        self._temperature = _TEMPERATURES[candidate]

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer one request, at the candidate's temperature where that is the higher one."""
        return await self._engine.complete(replace(request, temperature=max(request.temperature, self._temperature)))


def varied(engine: VlmEngine, candidate: int) -> VlmEngine:
    """The engine as it plans a candidate: the first is planned as a figure's only one.

    Of a chain every member is asked so. What the operator sets for all questions still counts.
    """
    if candidate == 1:
        return engine
    if isinstance(engine, FallbackVlm):
        return FallbackVlm(*(VariedVlm(member, candidate) for member in engine.engines))
    return VariedVlm(engine, candidate)
