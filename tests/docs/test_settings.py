"""The settings guide: its tables and the code agree, names and defaults."""

import re
from collections.abc import Iterator, Mapping

import pytest

from pb_http.settings import Settings, SettingsError, load
from support.paths import DOCS

ROW = re.compile(r"^\| `([A-Z_]+)` \|(?: (none|`[^`]+`) \|)?", re.MULTILINE)


class Recording(Mapping[str, str]):
    """An empty environment that remembers which names were asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@pytest.fixture
def rows() -> dict[str, str]:
    text = (DOCS / "settings.md").read_text("utf-8")
    return dict(ROW.findall(text))


def test_the_tables_name_every_setting_and_no_other(rows: dict[str, str]) -> None:
    environment = Recording()
    load(environment)
    assert set(rows) == environment.asked


def test_the_defaults_are_the_codes(rows: dict[str, str]) -> None:
    printed = {name: default.strip("`") for name, default in rows.items() if default.startswith("`")}
    assert load(printed) == Settings() == load({})
    for name, default in rows.items():
        if default == "none":
            field = name.removeprefix("PAPERBANANA_").lower()
            assert not getattr(Settings() if hasattr(Settings(), field) else Settings().http, field)


def test_what_has_no_default_is_checked(rows: dict[str, str]) -> None:
    without = [name for name, default in rows.items() if not default and name.startswith("PAPERBANANA_")]
    assert without
    for name in without:
        with pytest.raises(SettingsError, match=name):
            load({name: "anything"})
