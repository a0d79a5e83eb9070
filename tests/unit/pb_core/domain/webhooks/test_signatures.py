import base64
import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from pb_core.domain.webhooks.signatures import signature, signing_key, standard_headers

BODY = b'{"event":"task.completed","description":"\xce\xb1"}'
KEYS = st.binary(min_size=1, max_size=64)
PLAIN = st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda secret: not secret.startswith("whsec_"))


def verify_signature(body: bytes, header: str, secret: str) -> bool:
    """What a receiver does by the reference: compute the HMAC of the raw body and compare."""
    return hmac.compare_digest("sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(), header)


@given(body=st.binary(), secret=st.text(st.characters(codec="utf-8")))
def test_the_documented_check_accepts_our_signature(body: bytes, secret: str) -> None:
    assert verify_signature(body, signature(body, secret), secret)


@given(body=st.binary(), change=st.binary(min_size=1), secret=st.text(st.characters(codec="ascii"), min_size=1))
def test_the_documented_check_refuses_another_body_or_secret(body: bytes, change: bytes, secret: str) -> None:
    assert not verify_signature(body + change, signature(body, secret), secret)
    assert not verify_signature(body, signature(body, secret + "x"), secret)


def written(key: bytes) -> str:
    """A key as the standard hands it out."""
    return "whsec_" + base64.b64encode(key).decode()


def test_the_headers_are_those_of_the_standard_s_own_example() -> None:
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = standard_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}', ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",)
    )
    assert headers == (
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    )


@given(key=KEYS)
def test_the_standard_s_library_accepts_our_signature(key: bytes) -> None:
    headers = dict(standard_headers("ab12", datetime.now(UTC), BODY, (written(key),)))
    Webhook(written(key)).verify(BODY, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(key + b"x").verify(BODY, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(key).verify(BODY + b" ", headers, json_parse=False)


@given(old=KEYS, new=PLAIN)
def test_while_two_secrets_sign_who_knows_either_accepts(old: bytes, new: str) -> None:
    headers = dict(standard_headers("ab12", datetime.now(UTC), BODY, (written(old), new)))
    assert headers["webhook-signature"].count("v1,") == 2
    for key in (old, new.encode()):
        Webhook(key).verify(BODY, headers, json_parse=False)


@given(key=KEYS, stripped=st.booleans())
def test_a_key_in_base64_is_read_with_its_padding_or_without(key: bytes, stripped: bool) -> None:  # noqa: FBT001 - drawn
    secret = written(key)
    assert signing_key(secret.rstrip("=") if stripped else secret) == key


@given(secret=PLAIN)
def test_any_other_secret_is_its_utf_8_bytes(secret: str) -> None:
    assert signing_key(secret) == secret.encode()


@pytest.mark.parametrize(
    "secret", ["whsec_", "whsec_no base64", "whsec_a", "whsec_\u00e4bcd", "whsec_ab=c", "whsec-abcd"]
)
def test_what_only_looks_like_the_standard_s_is_a_secret_like_any_other(secret: str) -> None:
    assert signing_key(secret) == secret.encode()


def test_without_a_secret_there_is_no_signature() -> None:
    names = [name for name, _ in standard_headers("ab12", datetime.now(UTC), BODY, ())]
    assert names == ["webhook-id", "webhook-timestamp"]
