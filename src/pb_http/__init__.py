"""The Litestar API, settings, composition roots and command line."""

from importlib.metadata import version

VERSION = version("paperbanana-api")
