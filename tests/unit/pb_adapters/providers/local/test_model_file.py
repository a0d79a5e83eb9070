from pathlib import Path

import pytest

from pb_adapters.providers.local.model_file import read_model_file
from pb_core.errors import EngineMisconfigured
from support.model_files import gguf, tensor, whole, write


def test_a_header_says_what_a_model_is(tmp_path: Path) -> None:
    file = read_model_file(write(tmp_path, whole()))
    assert (file.name, file.architecture, file.context, file.size) == ("small", "qwen2", 32_768, len(whole()))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a zip", "is no GGUF file"),
        (b"<html>not found</html>", "is no GGUF file"),
        (whole(version=9), "unknown version"),
        (whole()[:20], "is cut short"),
        (whole()[:100], "is cut short"),
        (whole()[:-1], "is cut short: it has"),
        (gguf(tensors=(tensor("t", 10**9, 0, 0),)), "is cut short: it has"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(EngineMisconfigured, match=words) as caught:
        read_model_file(write(tmp_path, content))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("place", ["gone.gguf", "."])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, place: str) -> None:
    with pytest.raises(EngineMisconfigured, match="cannot be read"):
        read_model_file(tmp_path / place)


def test_tensors_of_an_unknown_kind_are_passed_over(tmp_path: Path) -> None:
    assert read_model_file(write(tmp_path, gguf(tensors=(tensor("t", 64, 77, 0),)))).context == 32_768
