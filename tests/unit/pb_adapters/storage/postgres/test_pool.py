"""Opening a database: each thing that can be wrong with it is said in a sentence with what to do."""

import traceback
from secrets import token_hex

import psycopg
import pytest

from pb_adapters.storage.postgres import pool as pool_module
from pb_adapters.storage.postgres.pool import connect, open_pool, place_of
from pb_core.errors import StorageError
from support.postgres import free_port, own_server, shared_server

pytestmark = pytest.mark.anyio


async def _sentence(url: str) -> str:
    with pytest.raises(StorageError) as refused:
        await connect(url)
    sentence = str(refused.value)
    assert sentence.startswith("The database ")
    assert "made up" not in sentence
    assert "\n" not in sentence
    return sentence


async def test_a_server_that_is_not_there_is_named_with_what_to_check() -> None:
    port = free_port()
    sentence = await _sentence(f"postgresql://me:made%20up@127.0.0.1:{port}/figures")
    assert f"figures at 127.0.0.1, port {port} cannot be opened: it cannot be reached: check host and port" in sentence


async def test_a_wrong_password_is_told() -> None:
    assert "the user name or the password is wrong" in await _sentence(shared_server().tcp_url(password="guessed"))


async def test_a_database_that_does_not_exist_is_told(database_url: str) -> None:
    assert "there is no such database: create it (createdb)" in await _sentence(database_url.replace("/t_", "/u_"))


async def test_a_user_that_does_not_exist_is_told(database_url: str) -> None:
    assert "there is no such user" in await _sentence(database_url.replace("postgres@", "nobody@"))


async def test_what_is_no_address_is_told() -> None:
    with pytest.raises(StorageError, match="write it as postgresql://user:password@host:5432/database"):
        place_of("sqlite:///rows.db")


async def test_a_password_in_an_address_that_cannot_be_read_is_not_repeated() -> None:
    """Neither in the sentence nor in what a log shows of its cause."""
    secret = token_hex(8)
    with pytest.raises(StorageError, match="cannot be read") as refused:
        place_of(f"postgresql://pb:{secret}%zz@db.example.org/paperbanana")
    assert secret not in "".join(traceback.format_exception(refused.value))


async def test_a_version_that_is_too_old_is_told(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "OLDEST_VERSION", 990_000)
    assert "which is too old: upgrade it to 99 or later" in await _sentence(database_url)


async def test_a_database_that_can_only_be_read_is_told() -> None:
    with shared_server().own_database() as url:
        _alter(url, "SET default_transaction_read_only = on")
        assert "can only be read: name the primary server" in await _sentence(url)


async def test_a_database_in_another_encoding_is_told() -> None:
    server = shared_server()
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1'")
        try:
            assert "keeps text as LATIN1: create one with createdb --encoding=UTF8" in await _sentence(
                server.url("latin")
            )
        finally:
            connection.execute("DROP DATABASE latin")


async def test_a_server_without_a_free_connection_is_told() -> None:
    with own_server(max_connections=5, superuser_reserved_connections=1, max_wal_senders=0) as server:
        held = [psycopg.connect(server.url()) for _ in range(5)]
        try:
            assert "the server has no connection left" in await _sentence(server.url())
        finally:
            for connection in held:
                connection.close()


async def test_text_with_the_character_nul_is_kept_without_it(database_url: str) -> None:
    async with await open_pool(database_url) as pool, pool.connection() as connection:
        row = await (await connection.execute("SELECT %s AS text", ["a\0b"])).fetchone()
    assert row == {"text": "a\N{REPLACEMENT CHARACTER}b"}


async def test_a_pool_opens_no_more_connections_than_it_may(database_url: str) -> None:
    async with await open_pool(database_url, most=2) as pool, pool.connection() as one, pool.connection() as two:
        assert one is not two
        assert pool.get_stats()["pool_size"] == 2
        with pytest.raises(psycopg.OperationalError):
            await pool.getconn(timeout=0.01)


def _alter(url: str, change: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} {change}")  # type: ignore[call-overload]  # ours
