"""Files in a database: a server that has read one asks for its bytes no more, and still whether it may show it."""

from pb_adapters.server_state.postgres.uploads import PostgresUploads
from pb_core.ports.uploads import HeldFile
from support.server_states import two_pools


async def test_the_bytes_are_read_once_and_the_row_each_time() -> None:
    async with two_pools() as (here, there):
        sender, reader = PostgresUploads(here), PostgresUploads(there)
        token = await sender.keep("k", "a.pdf", b"one")
        assert await reader.find("k", token) == HeldFile("a.pdf", b"one")
        async with here.connection() as connection:
            await connection.execute("UPDATE form_files SET content = 'another'::bytea")
        assert await reader.find("k", token) == HeldFile("a.pdf", b"one")
        async with here.connection() as connection:
            await connection.execute("DELETE FROM form_files")
        assert await reader.find("k", token) is None


async def test_what_was_read_longest_ago_is_forgotten_first() -> None:
    async with two_pools() as (here, _):
        uploads = PostgresUploads(here, most_of_one=6)
        tokens = [await uploads.keep(owner, "x", owner.encode() * 4) for owner in "ab"]
        for owner, token in zip("ab", tokens, strict=True):
            assert await uploads.find(owner, token) is not None
        assert list(uploads._read.values()) == [b"bbbb"]
