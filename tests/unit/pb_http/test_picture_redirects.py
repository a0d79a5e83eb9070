from datetime import timedelta

from pb_core.testing.memory import MemoryArtifacts
from pb_http.picture_redirects import LIFETIME, addresses_in


class SigningArtifacts(MemoryArtifacts):
    """Has addresses."""

    async def signed_url(self, owner: str, digest: str, lifetime: timedelta) -> str | None:
        return f"https://store.example/{owner}/{digest}?seconds={lifetime.total_seconds():g}"


def test_a_store_without_addresses_has_none() -> None:
    assert addresses_in(MemoryArtifacts()) is None


async def test_a_store_with_addresses_signs_them_for_minutes() -> None:
    address_of = addresses_in(SigningArtifacts())
    assert address_of is not None
    assert await address_of("a", "0") == f"https://store.example/a/0?seconds={LIFETIME.total_seconds():g}"
