"""The list of commands, which is shown without importing any of them."""

from importlib import import_module

import pytest

from pb_http.cli.main import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_each_command_what_its_own_help_begins_with(name: str) -> None:
    own = " ".join(import_module(f"pb_http.cli.{name}").command.help.split()).replace("\b", "")
    first_word = COMMANDS[name].split()[0]
    assert own.startswith(first_word)
