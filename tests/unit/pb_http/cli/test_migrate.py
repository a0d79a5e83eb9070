import json
from collections.abc import Iterator

import pytest

from pb_adapters.storage.postgres.migrations import SCHEMA_VERSION
from support.postgres import shared_server
from support.processes import Run


@pytest.fixture
def empty_url() -> Iterator[str]:
    with shared_server().own_database("template0") as url:
        yield url


def test_it_says_from_where_to_where_and_does_nothing_twice(pb: Run, empty_url: str) -> None:
    first = pb("migrate", PAPERBANANA_DATABASE_URL=empty_url)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.endswith(f"from schema 0 to {SCHEMA_VERSION}\n")
    again = pb("migrate", PAPERBANANA_DATABASE_URL=empty_url)
    assert again.stdout.endswith(f"is up to date: schema {SCHEMA_VERSION}\n")
    told = json.loads(pb("migrate", "--json", PAPERBANANA_DATABASE_URL=empty_url).stdout)
    assert (told["before"], told["after"], told["tickets"]) == (SCHEMA_VERSION, SCHEMA_VERSION, 0)


def test_it_needs_a_database_of_postgresql(pb: Run) -> None:
    refused = pb("migrate")
    assert refused.returncode == 2
    assert "set PAPERBANANA_DATABASE_URL to postgresql://" in refused.stderr


def test_a_database_that_is_away_is_named(pb: Run) -> None:
    refused = pb("migrate", PAPERBANANA_DATABASE_URL="postgresql://pb:secret@127.0.0.1:1/pb")
    assert refused.returncode == 1
    assert "pb: The database pb at 127.0.0.1, port 1 cannot be opened" in refused.stderr
    assert "secret" not in refused.stderr


def test_keys_are_made_in_a_database_that_is_set_up_for_them(pb: Run, empty_url: str) -> None:
    made = pb("keys", "create", "mine", PAPERBANANA_DATABASE_URL=empty_url)
    assert made.returncode == 0, made.stderr
    assert "mine" in pb("keys", "list", PAPERBANANA_DATABASE_URL=empty_url).stdout


def test_what_copies_a_data_folder_is_refused_where_the_rows_are_elsewhere(pb: Run) -> None:
    refused = pb("backup", "copy", PAPERBANANA_DATABASE_URL="postgresql://db.example/pb")
    assert refused.returncode == 1
    assert "pb: pb backup reads the database of a data folder, and the rows are in PostgreSQL" in refused.stderr
