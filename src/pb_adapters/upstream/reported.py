"""Reported costs: what a provider says that a call cost, held against what a call can cost at all."""

import logging
from collections.abc import Iterable
from math import ceil

from pb_core.domain.billing import MICROS, MOST_MICROS, is_plausible

log = logging.getLogger(__name__)


def reported_micros(provider: str, amounts: Iterable[object], unit_micros: float = MICROS) -> int | None:
    """The sum of amounts that a provider reports, in micros, rounded up; ``None`` where it reports none.

    What cannot be (no number, negative, not finite, more than any call costs) counts as not reported, and the log says
    so: the call was made, and its answer is worth more than its bill. ``unit_micros`` is what one of the provider's
    units is worth.
    """
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return None
    micros = _micros(known, unit_micros)
    if micros is None:
        log.warning("%s reports a cost that cannot be (%.40r): it is estimated instead", provider, known)
    return micros


def _micros(amounts: list[object], unit_micros: float) -> int | None:
    total = 0.0
    for amount in amounts:
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 <= amount <= MOST_MICROS:
            return None
        total += amount * unit_micros
    return ceil(round(total, 3)) if is_plausible(total) else None
