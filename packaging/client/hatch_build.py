"""Puts ``paperbanana_client`` of the repository, or an sdist's copy of it, into the distribution."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "paperbanana_client"


class PackageFromTheRepository(BuildHookInterface):
    """The wheel gets the package itself, the sdist a copy below ``src``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Name the package's folder. Raises ``FileNotFoundError`` outside the repository and an sdist."""
        source = f"src/{PACKAGE}"
        here = Path(self.root)
        found = next((place for place in (here / source, here.parents[1] / source) if place.is_dir()), None)
        if found is None:
            message = f"{source} is neither beside this file nor two folders up"
            raise FileNotFoundError(message)
        build_data["force_include"][str(found)] = PACKAGE if self.target_name == "wheel" else source
