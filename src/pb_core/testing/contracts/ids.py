"""The duties of every ``Ids``."""

import re

from pb_core.ports.ids import Ids
from pb_core.testing.contracts import Contract

MANY = 10_000


class IdsContract(Contract):
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
