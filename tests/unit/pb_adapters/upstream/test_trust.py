"""Authorities beside the public ones."""

import ssl
from pathlib import Path

import pytest

from pb_adapters.upstream.trust import load_bundle, trusting
from support.paths import CERTIFICATES


def names(context: ssl.SSLContext) -> int:
    return len(context.get_ca_certs())


def test_a_bundle_is_trusted_besides_the_public_authorities() -> None:
    public = trusting()
    assert names(trusting(CERTIFICATES / "authority.pem")) == names(public) + 1
    assert public.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "must be a file of certificates"), (b"", "must be a file"), (b"no certificate", "must be a file")],
)
def test_what_is_no_bundle_is_refused(tmp_path: Path, content: bytes | None, words: str) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_bytes(content)
    with pytest.raises(ValueError, match=words):
        load_bundle(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), bundle)
