import pytest

from pb_adapters.drawing.diagrams.glyph_names import glyph_of_name, is_sure, names_file, words_in_name


@pytest.mark.parametrize(
    ("label", "glyph"),
    [
        ("CMakeLists.txt", "document"),
        ("`src/main.py`", "code"),
        ("data.csv\nraw", "table"),
        ("results/*.json", "document"),
        ("out/part-*.jsonl", "document"),
        ("papers.sqlite", "cylinder"),
        ("build/\nArtifacts", "folder"),
        ("~/work/", "folder"),
        ("https://example.org", "globe"),
        ("src/ packages", None),
        ("Input/ Output", None),
        ("Node.js", None),
        ("v1.2.3", None),
        ("e.g. text", None),
        ("main.py and utils.py", None),
        ("database.query()", None),
    ],
)
def test_files_folders_and_addresses_say_what_they_are(label: str, glyph: str | None) -> None:
    assert glyph_of_name(label) == glyph


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("topic_agent", "topic agent"),
        ("RouterAgent", "router agent"),
        ("Router", ""),
        ("SQLiteStore", ""),
        ("a topic_agent", ""),
        ("get_2", ""),
    ],
)
def test_a_name_of_code_has_words(label: str, words: str) -> None:
    assert words_in_name(label) == words


def test_few_types_are_sure_by_a_name_of_code() -> None:
    assert is_sure("agent")
    assert not is_sure("cylinder")
    assert not is_sure(None)


@pytest.mark.parametrize("label", ["model.pth\nweights", "out/*.ckpt", "`main.rs`"])
def test_a_file_is_told_by_its_ending_whatever_its_type(label: str) -> None:
    assert names_file(label)


@pytest.mark.parametrize("label", ["Model", "build/", "main.py and utils.py", ""])
def test_other_names_are_no_files(label: str) -> None:
    assert not names_file(label)
