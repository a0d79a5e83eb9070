"""What people set and get wrong."""

from collections.abc import Callable

import pytest

from pb_adapters.upstream.setting_checks import check_base_url, check_key, check_model


@pytest.mark.parametrize("key", ["k", "sk-or-v1-0123456789abcdef", "AIzaSy_-x"])
def test_a_key_is_taken_as_it_is(key: str) -> None:
    assert check_key("KIE_API_KEY", key) == key


@pytest.mark.parametrize(
    "key", ["", " secret", "secret ", "sec ret", "secret\n", "secret\r\nX: 1", "sécret", "secret\x00", "secret" * 999]
)
def test_a_wrong_key_is_named_and_never_quoted(key: str) -> None:
    with pytest.raises(ValueError, match=r"^KIE_API_KEY [^\n]*\.$") as caught:
        check_key("KIE_API_KEY", key)
    assert "ret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://api.kie.ai", "https://api.kie.ai"),
        ("https://api.kie.ai/", "https://api.kie.ai"),
        ("http://127.0.0.1:8801/kie//", "http://127.0.0.1:8801/kie"),
        ("http://[::1]:9", "http://[::1]:9"),
    ],
)
def test_a_base_url_keeps_its_path(url: str, kept: str) -> None:
    assert check_base_url("BASE", url) == kept


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "absolute"), ("api.kie.ai", "absolute"), ("//api.kie.ai", "absolute"), ("ftp://a", "absolute"),
        ("https://", "absolute"), ("https:///x", "absolute"), ("http://a:0", "absolute"),
        ("localhost:8080", "absolute"),
        ("https://u:p@a", "password"), ("https://u@a", "password"), ("https://@a", "password"),
        ("https://a?x=1", "query"), ("https://a/?", "query"), ("https://a#f", "query"),
        ("https://a b", "blanks"), ("https://a\n", "blanks"), (" https://a", "blanks"),
        ("http://a:99999", "valid"), ("http://[::1", "valid"),
    ],
)  # fmt: skip
def test_a_wrong_base_url_gets_one_sentence(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^BASE [^\n]*{why}[^\n]*\.$"):
        check_base_url("BASE", url)


@pytest.mark.parametrize("model", ["gemini-3.8-flash", "google/gemini-3.8-flash", "~google/gemini-latest", "a:free"])
def test_a_model_is_taken_as_it_is(model: str) -> None:
    assert check_model("vlm_model", model) == model


@pytest.mark.parametrize(
    "model",
    ["", "m" * 10_000, "a b", "a\n", "a\x00", "a\u200b", "../x", "a/../b", "a..b", "/a", "a/", "a//b", "./a", "a/."],
)
def test_a_wrong_model_gets_one_short_sentence(model: str) -> None:
    with pytest.raises(ValueError, match=r"^vlm_model [^\n]{1,100}\.$"):
        check_model("vlm_model", model)


def test_slashes_are_refused_where_the_provider_has_none() -> None:
    with pytest.raises(ValueError, match=r"^vlm_model must not contain a slash"):
        check_model("vlm_model", "google/x", slashes=False)


@pytest.mark.parametrize("check", [check_key, check_base_url, check_model])
def test_no_sentence_repeats_what_was_set(check: Callable[[str, str], str]) -> None:
    with pytest.raises(ValueError, match="IT") as caught:
        check("IT", "planted secret?")
    assert "planted" not in str(caught.value)
