import pytest

from pb_core.domain.plots.suggestions import column_of, instead
from pb_core.errors import InvalidSpec
from support.tables import tabled


def test_the_closest_names_are_given_whatever_their_case() -> None:
    assert instead("acuracy", ["Loss", "Accuracy"]) == "closest: 'Accuracy'."


def test_where_none_is_close_the_first_twelve_are_given() -> None:
    assert instead("zzz", [f"column {place}" for place in range(14)]).endswith("'column 11' and 2 more.")
    assert instead("zzz", []) == "there is none at all."


def test_an_unknown_column_is_refused() -> None:
    assert column_of(tabled(a=[1]), "a").values == (1,)
    with pytest.raises(InvalidSpec, match="There is no field 'b'"):
        column_of(tabled(a=[1]), "b")
