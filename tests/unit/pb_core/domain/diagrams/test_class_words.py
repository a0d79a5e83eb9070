import pytest

from pb_core.domain.diagrams.class_words import class_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("alg", "alg"), ("cls_sen", "sen"), ("cppLayer", "cpp layer"), ("storageClass", "storage"),
        ("gcs_group_boxstyle", "gcs group box"), ("agentStyle", "agent"), ("IO", "IO"), ("class", "class"),
        ("classic", "classic"), ("data", "data"), ("dataStyle", "data"), ("cls_data", "data"), ("Data", "data"),
        ("__", "__"),
    ],
)  # fmt: skip
def test_the_name_of_a_class_is_told_in_words(name: str, words: str) -> None:
    assert class_words(name) == words


@pytest.mark.parametrize("name", ["", " ", "\u200b", " \u200b\n", "\u00a0"])
def test_a_name_of_which_nothing_is_seen_has_no_words(name: str) -> None:
    assert class_words(name) == ""
