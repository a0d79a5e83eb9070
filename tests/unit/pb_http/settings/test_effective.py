from pathlib import Path

import pytest

from pb_http.settings import reading_of
from pb_http.settings.effective import SECRETS, UNSET, effective
from pb_http.settings.meanings import MEANINGS

CANARY = "sk-canary-0123456789"


def test_every_setting_has_a_meaning_and_nothing_else_has() -> None:
    assert set(MEANINGS) == set(reading_of({}).defaults)
    assert {line.name for line in effective({})} == set(MEANINGS)


def test_no_key_or_secret_is_ever_shown() -> None:
    keys = {name for name in MEANINGS if name.endswith(("_KEY", "_SECRET", "_TOKEN"))}
    keys |= {"PAPERBANANA_DATABASE_URL", "PAPERBANANA_DATABASE_LISTEN_URL"}  # with a password
    assert keys == {name for name in SECRETS if name}
    lines = effective(dict.fromkeys(keys, CANARY) | {"OPENAI_COMPATIBLE_BASE_URL": "http://models.example"})
    assert CANARY not in str(lines)
    assert {line.value for line in lines if line.name in keys} == {"set, not shown"}


def test_each_line_says_where_its_value_is_from() -> None:
    lines = {line.name: line for line in effective({"PAPERBANANA_CONCURRENCY": " 9 "}, Path("/srv/figures"))}
    found = lines["PAPERBANANA_CONCURRENCY"]
    assert (found.value, found.source) == ("9", "environment")
    folder = lines["PAPERBANANA_DATA_DIR"]
    assert (folder.value, folder.source) == ("/srv/figures", "--data-dir")
    assert lines["GEMINI_API_KEY"].value == UNSET


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEBHOOK_RETRY_DELAYS", "5,15,60"),
        ("WEBHOOK_TAIL", "false"),
        ("LEASE_SECONDS", "60"),
        ("RATE_LIMIT", UNSET),
        ("ALLOWED_HOSTS", UNSET),
        ("MAX_BODY_BYTES", str(64 * 2**20)),
    ],
)
def test_defaults_are_told_as_people_read_them(name: str, value: str) -> None:
    (line,) = [line for line in effective({}) if line.name == f"PAPERBANANA_{name}"]
    assert (line.value, line.source) == (value, "default")
