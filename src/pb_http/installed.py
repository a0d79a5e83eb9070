"""Providers that other distributions install: found by entry point and opened with the environment."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from importlib.metadata import entry_points
from typing import TypeVar

from pb_core.errors import EngineMisconfigured
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine

E = TypeVar("E", VlmEngine, ImageEngine)

Factory = Callable[[str | None], E]
"""Makes an engine for a model's name, or for the provider's default one; it makes one upstream call per call."""

Provider = Callable[[Mapping[str, str]], AbstractAsyncContextManager[Factory[E]]]
"""What an entry point names: opened with the environment, it holds the provider's connections while it is open."""


async def open_installed(stack: AsyncExitStack, group: str, name: str, environ: Mapping[str, str]) -> Factory[E]:
    """Open an installed provider; the stack closes it.

    Raises:
        EngineMisconfigured: It is not there, cannot be imported or finds its own settings wrong.
    """
    (entry, *_) = entry_points(group=group, name=name) or (None,)
    if entry is None:
        message = f"the provider {name} is not installed: nothing names it in {group}"
        raise EngineMisconfigured(message)
    try:
        provider: Provider[E] = entry.load()
    except (ImportError, AttributeError) as error:
        message = f"the installed provider {name} cannot be loaded ({entry.value}): {error}"
        raise EngineMisconfigured(message) from error
    factory = await stack.enter_async_context(provider(environ))

    def make(model: str | None) -> E:
        engine = factory(model)
        if engine.provider != name:
            message = f"the provider installed as {name} calls itself {engine.provider}: both names must be the same"
            raise EngineMisconfigured(message)
        return engine

    return make
