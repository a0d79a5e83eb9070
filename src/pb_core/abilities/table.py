"""The table of abilities, read once from the data file beside this module."""

from functools import cache
from importlib import resources

import msgspec

from pb_core.abilities.ability import Ability


def abilities(provider: str, model: str) -> Ability | None:
    """What is known of a provider's model; ``None`` for a model that the table does not know."""
    return _by_name().get((provider, model))


def models(provider: str) -> tuple[Ability, ...]:
    """The known models of a provider, in the table's order."""
    return tuple(ability for ability in _table() if ability.provider == provider)


def default_model(provider: str) -> str | None:
    """The model to take where none is named; ``None`` for a provider that the table does not know."""
    return next((ability.model for ability in models(provider) if ability.default), None)


@cache
def _table() -> tuple[Ability, ...]:
    text = resources.files(__package__ or __name__).joinpath("table.json").read_bytes()
    return msgspec.json.decode(text, type=tuple[Ability, ...])


@cache
def _by_name() -> dict[tuple[str, str], Ability]:
    return {(ability.provider, ability.model): ability for ability in _table()}
