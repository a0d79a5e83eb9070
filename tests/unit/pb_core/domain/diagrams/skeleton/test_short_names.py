import pytest

from pb_core.domain.diagrams.skeleton.short_names import phrase


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the Attention Block. It attends.", "Attention Block"), ("encode the image with a CNN.", "encode the image"),
        ("Retrieval: finds passages", "Retrieval"), ("and a separator returns the gas.", "separator"),
        ("each of the records of a day", "records of a day"),
        ("an initial step that removes the columns", "initial step"), ("…", None), ("", None),
    ],
)  # fmt: skip
def test_a_phrase_is_named_by_its_first_words(text: str, name: str | None) -> None:
    span = phrase(text, 0, len(text))
    assert (text[slice(*span)] if span else None) == name
