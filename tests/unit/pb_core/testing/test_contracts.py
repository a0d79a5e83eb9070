"""A duty cannot be overridden, removed, left uncollected or held to another version of its port."""

import pytest

from pb_core.testing.contracts import Contract


class Suite(Contract):
    __test__ = True
    port = "Port"
    port_version = 2

    def test_a_duty(self) -> None:
        """Hold."""


def define(**members: object) -> type:
    return type("Bound", (Suite,), members)


def test_a_binding_adds_fixtures_and_tests_of_its_own() -> None:
    assert define(test_something_else=print, written_for=2, fixture=1).__name__ == "Bound"


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"test_a_duty": print}, "overrides test_a_duty"),
        ({"test_a_duty": None}, "overrides test_a_duty"),
        ({"__test__": False}, "out of collection"),
        ({"written_for": 1}, "written for version 1 of Port, and this package holds adapters to version 2"),
    ],
)
def test_what_opts_out_is_refused(members: dict[str, object], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        define(**members)
