"""The served fakes for clients that are not ours."""

from pb_adapters.fakes.plugin import fake_providers, fake_server

__all__ = ["fake_providers", "fake_server"]
