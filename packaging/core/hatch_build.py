"""Puts ``pb_core`` of the repository, or an sdist's copy of it, into the distribution."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackageFromTheRepository(BuildHookInterface):
    """The wheel gets ``pb_core``, the sdist ``src/pb_core``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Name the package's folder. Raises ``FileNotFoundError`` outside the repository and an sdist."""
        here = Path(self.root)
        found = (place for place in (here / "src/pb_core", here.parents[1] / "src/pb_core") if place.is_dir())
        package = next(found, None)
        if package is None:
            message = "src/pb_core is neither beside this file nor two folders up"
            raise FileNotFoundError(message)
        build_data["force_include"][str(package)] = "pb_core" if self.target_name == "wheel" else "src/pb_core"
