"""Abilities: what each provider's models take and cost, as data with the date and source of every fact."""

from pb_core.abilities.ability import Ability, Fact, Kind, RatioLimit, Size, TokenPrice
from pb_core.abilities.pricing import image_bound, priced, vlm_bound
from pb_core.abilities.ratios import nearest_ratio
from pb_core.abilities.table import abilities, default_model, models

__all__ = [
    "Ability",
    "Fact",
    "Kind",
    "RatioLimit",
    "Size",
    "TokenPrice",
    "abilities",
    "default_model",
    "image_bound",
    "models",
    "nearest_ratio",
    "priced",
    "vlm_bound",
]
