from urllib.parse import quote

import pytest

from pb_http.settings import SettingsError, load, require_database, warnings
from pb_http.settings.database import DatabaseSettings, database_url

URL = "postgresql://pb:secret@db.example.org:6432/paperbanana?sslmode=require"


def test_without_them_there_is_no_database_to_share() -> None:
    assert load({}).database == DatabaseSettings()
    with pytest.raises(SettingsError, match=r"^pb worker needs a database .* set PAPERBANANA_DATABASE_URL"):
        require_database(load({}), "pb worker")


def test_they_are_read_and_no_password_is_shown() -> None:
    environ = {
        "PAPERBANANA_DATABASE_URL": URL,
        "PAPERBANANA_DATABASE_LISTEN_URL": "postgresql:///paperbanana?host=/run/postgresql",
        "PAPERBANANA_DATABASE_CONNECTIONS": "5",
    }
    settings = load(environ)
    assert settings.database.url == require_database(settings, "pb worker") == URL
    assert settings.database.listen_url == "postgresql:///paperbanana?host=/run/postgresql"
    assert settings.database.connections == 5
    assert warnings(settings) == ()
    assert "secret" not in repr(settings) + repr(settings.database)


@pytest.mark.parametrize("text", ["postgres://host/db", "sqlite:///db", "postgresql:", "host=db", "postgresql://a b/c"])
def test_other_addresses_are_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="must be the address of a PostgreSQL database such as") as refused:
        database_url(text + "secret")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("password", ["sec@ret", "sec/ret", "sec?ret", "sec#ret", "sec%ret", "sec?a=ret"])
def test_a_password_is_written_so_that_no_part_of_it_is_taken_for_a_host_or_database(password: str) -> None:
    """Those are told in sentences and logs."""
    with pytest.raises(ValueError, match=r"with @ : / .* in a password as %40 %3A") as refused:
        database_url(f"postgresql://pb:{password}@db.example.org/paperbanana")
    assert "ret@" not in str(refused.value)
    encoded = f"postgresql://pb:{quote(password, safe='')}@db.example.org:5432,[::1]:5433/paperbanana?a=b&c="
    assert database_url(encoded) == encoded


def test_an_address_to_listen_at_has_no_effect_alone() -> None:
    (line,) = warnings(load({"PAPERBANANA_DATABASE_LISTEN_URL": URL}))
    assert line == "PAPERBANANA_DATABASE_LISTEN_URL has no effect without PAPERBANANA_DATABASE_URL"
