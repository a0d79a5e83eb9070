"""Ids that count, and the duties of every ``Ids``."""

import itertools
import re

from pb_core.ports.ids import Ids
from pb_core.testing.duties import Duties

MANY = 10_000


class SequentialIds:
    """Counts: the first name of a source is always the same, which makes tests repeatable. Not for production."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def fresh(self) -> str:
        """32 lowercase hex digits: the next number."""
        return f"{next(self._numbers):032x}"

    def api_key(self) -> str:
        """``pb_`` and 32 letters and digits that begin with the next number."""
        return "pb_" + f"{next(self._numbers):06x}".ljust(32, "z")


class IdsContract(Duties):
    """Bind it by a subclass with a fixture ``ids``."""

    def test_an_id_is_32_lowercase_hex_digits(self, ids: Ids) -> None:
        """Ids stand in URLs, file names and records, and have one form everywhere."""
        assert re.fullmatch(r"[0-9a-f]{32}", ids.fresh())

    def test_a_key_is_its_prefix_and_32_letters_and_digits(self, ids: Ids) -> None:
        """Keys have the form that the reference documents."""
        assert re.fullmatch(r"pb_[0-9A-Za-z]{32}", ids.api_key())

    def test_no_name_comes_twice(self, ids: Ids) -> None:
        """Ids and keys never repeat."""
        assert len({ids.fresh() for _ in range(MANY)}) == MANY
        assert len({ids.api_key() for _ in range(MANY)}) == MANY

    def test_the_visible_beginnings_of_keys_differ(self, ids: Ids) -> None:
        """An operator tells keys apart by their first six characters."""
        assert len({ids.api_key()[:9] for _ in range(10)}) == 10
