"""A note is read with the token of its session, and with nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.server_state.postgres.sealed_notes import seal, unseal


@given(st.text(max_size=100), st.text(st.characters(codec="ascii"), min_size=1, max_size=50))
def test_a_note_comes_back(text: str, token: str) -> None:
    assert unseal(token, seal(token, text)) == text


def test_a_sealed_note_shows_neither_its_text_nor_that_it_is_the_same() -> None:
    key = "pb_0123456789abcdef0123456789abcdef"
    sealed = {seal("token", key) for _ in range(10)}
    assert len(sealed) == 10
    assert all(key.encode() not in one for one in sealed)


def test_another_token_reads_nothing_of_it() -> None:
    text = "pb_0123456789abcdef0123456789abcdef"
    sealed = seal("token", text)
    for number in range(100):
        try:
            read = unseal(f"token {number}", sealed)
        except UnicodeDecodeError:
            continue
        assert sum(one == other for one, other in zip(read, text, strict=False)) < len(text) / 2
