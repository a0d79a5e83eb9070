"""Artifacts in an S3-compatible store. Importing this loads obstore: nothing else of the package does."""

from pb_adapters.artifacts.s3.patience import Patience
from pb_adapters.artifacts.s3.store import S3Artifacts
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble

__all__ = ["BucketFailed", "Patience", "S3Artifacts", "Trouble"]
