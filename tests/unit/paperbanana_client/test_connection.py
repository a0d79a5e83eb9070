"""Where a client finds its server and its key."""

import pytest

from paperbanana_client import Client
from paperbanana_client.connection import address_of, key_of


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERBANANA_URL", "https://figures.example/")
    monkeypatch.setenv("PAPERBANANA_API_KEY", "pb_env")
    assert address_of(None) == "https://figures.example"
    assert address_of("http://other:8000/") == "http://other:8000"
    assert key_of(None) == "pb_env"
    assert key_of("pb_given") == "pb_given"


def test_without_a_key_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAPERBANANA_API_KEY", raising=False)
    with pytest.raises(ValueError, match="PAPERBANANA_API_KEY"):
        Client()
