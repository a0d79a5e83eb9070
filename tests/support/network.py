"""Names that resolve as a test wants."""

from collections.abc import Sequence
from ipaddress import ip_address

from pb_adapters.network import Resolver
from pb_core.domain.webhooks.addresses import Address


def always(*addresses: str) -> Resolver:
    """Every name has these addresses."""

    async def resolve(host: str, port: int) -> Sequence[Address]:
        del host, port
        return [ip_address(address) for address in addresses]

    return resolve
