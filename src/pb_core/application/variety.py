"""Variety: whether a figure comes out otherwise when it is made again; candidates of one that does not are refused."""

from pb_core.errors import InvalidRequest
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine, is_rule_based

_MODEL = (
    "set up a model on the server (GEMINI_API_KEY, OPENROUTER_API_KEY, KIE_API_KEY, APIMART_API_KEY, "
    "OPENAI_COMPATIBLE_BASE_URL or PAPERBANANA_LOCAL_MODEL)"
)
_PAINTER = "choose an engine that paints with image_provider"


def require_variety(
    candidates: int | None, planner: VlmEngine, *, has_plan: bool, images: ImageEngine | None = None
) -> None:
    """Raise ``InvalidRequest`` where several candidates would be one figure, before anything is charged.

    What a model paints comes out otherwise each time, and so does what a model plans. Rules plan the same, and our own
    drawing of one plan is the same. ``has_plan`` says that the caller gave the plan; plots have no ``images``.
    """
    if (candidates or 1) == 1 or (images is not None and images.capabilities.paints):
        return
    ways = ["leave candidates out"] if images is None else ["leave candidates out", _PAINTER]
    if has_plan:
        drawer = "plot" if images is None else images.provider
        why = f"a plan that is given is drawn the same each time by the {drawer} engine"
    elif is_rule_based(planner):
        why = f"the rules of the engine '{planner.provider}' plan the same each time"
        ways.append(_MODEL)
    else:
        return
    raise InvalidRequest(f"candidates: {why}: {', or '.join(ways)}")
