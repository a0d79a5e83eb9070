"""Adapters of the artifact port, one module for each kind of store."""

from pb_adapters.artifacts.files import FileArtifacts

__all__ = ["FileArtifacts"]
