"""Trust: the authorities whose certificates providers may show."""

import ssl
from pathlib import Path


def trusting(bundle: Path | None = None) -> ssl.SSLContext:
    """A client's TLS that trusts the public authorities and those of a PEM file, such as a company's own.

    Raises ``ValueError`` with a sentence for a file that holds no certificates.
    """
    import httpx  # noqa: PLC0415 - settings check a bundle without what calls need

    context = httpx.create_ssl_context(trust_env=False)
    if bundle is not None:
        load_bundle(context, bundle)
    return context


def load_bundle(context: ssl.SSLContext, bundle: Path) -> None:
    """Let a context trust the authorities of a PEM file too; raises ``ValueError`` with a sentence."""
    before = len(context.get_ca_certs())
    try:
        context.load_verify_locations(cafile=bundle)
    except (OSError, ssl.SSLError) as error:
        raise ValueError("must be a file of certificates in PEM form that can be read") from error
    if len(context.get_ca_certs()) == before:
        raise ValueError("names a file without the certificate of an authority")
