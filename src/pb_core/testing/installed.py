"""Installed adapters whose proofs can be found: entry points that name a module or class of bound suites."""

import sys
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec

from msgspec import Struct

GROUP = "paperbanana.adapters"
"""Entry points: the adapter's name, and the module (or ``module:Class``) in which its suites are bound."""


class NotInstalled(LookupError):
    """No adapter of this name, or its proof cannot be found."""


class Proof(Struct, frozen=True):
    """Where an adapter's suites are bound: ``target`` for pytest, and the distribution that brings it."""

    name: str
    entry: EntryPoint

    @property
    def distribution(self) -> str:
        """Name and version of the distribution."""
        return f"{self.entry.dist.name} {self.entry.dist.version}" if self.entry.dist else "?"

    @property
    def target(self) -> str:
        """The file, and the class if one is named, as pytest takes them; raises ``NotInstalled``.

        Nothing of the module itself is imported, so that pytest can explain its assertions.
        """
        try:
            spec = find_spec(self.entry.module)
        except ImportError as error:
            message = f"{self.entry.module} cannot be imported: {error}"
            raise NotInstalled(message) from error
        if spec is None or not spec.has_location or spec.origin is None:
            message = f"there is no module {self.entry.module}"
            raise NotInstalled(message)
        return f"{spec.origin}::{self.entry.attr}" if self.entry.attr else spec.origin


def installed() -> dict[str, Proof]:
    """Every installed adapter's proof, by name."""
    return {entry.name: Proof(entry.name, entry) for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name)}


def find(name: str) -> str:
    """What pytest runs for an adapter's name; a test file in the making may be given instead.

    Raises:
        NotInstalled: There is no such adapter; the sentence lists those that are installed.
    """
    if ".py" in name:
        return name
    known = installed()
    if name not in known:
        listed = ", ".join(known) or "none"
        message = f"no adapter '{name}' is installed for {sys.executable}; installed: {listed}"
        raise NotInstalled(message)
    return known[name].target
