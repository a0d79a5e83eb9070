"""Who does what on this server, in words: for the log at start and for ``pb doctor``."""

from msgspec import Struct

from pb_core.application.engines import Engines, name_of
from pb_core.domain.requests import ModelChoice

NOBODY = "nobody"


class EngineRoles(Struct, frozen=True, kw_only=True):
    """The engine that plans, the one that judges pictures by looking, the one that draws; and whom requests may name.

    Whether a model really sees is found when it is first shown a picture. ``unpriced`` are installed providers whose
    engines have no ``estimate``: caps take what they do for free.
    """

    plans: str
    sees: str
    draws: str
    may_draw: tuple[str, ...]
    unpriced: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """All of it in one sentence without its stop."""
        looks = f"{self.sees} looks at pictures" if self.sees != NOBODY else "nobody looks at pictures"
        others = f" (on request {', '.join(self.may_draw[1:])})" if self.may_draw[1:] else ""
        return f"{self.plans} plans, {looks}, {self.draws} draws diagrams{others}{self.price}"

    @property
    def price(self) -> str:
        """What to know of engines that state no price; empty where all do."""
        if not self.unpriced:
            return ""
        return f"; no spending cap holds {' and '.join(self.unpriced)}, whose engine has no estimate(request)"


def engine_roles(engines: Engines) -> EngineRoles:
    """Who does what where a request names nobody."""
    vlm = engines.vlm(ModelChoice())
    return EngineRoles(
        plans=name_of(vlm),
        sees=name_of(vlm) if vlm.sees_images else NOBODY,
        draws=name_of(engines.images),
        may_draw=engines.painters,
        unpriced=tuple(sorted(engines.unpriced)),
    )
