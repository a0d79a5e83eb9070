from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_http.environment import (
    PREFIX,
    Reader,
    admin_key,
    base_url,
    bucket_url,
    ca_bundle,
    deadline,
    delays,
    dollars,
    flag,
    model,
    one_of,
    origins,
    seconds,
    whole,
)


def test_a_reader_collects_every_fault_and_gives_the_defaults() -> None:
    reader = Reader({f"{PREFIX}A": "x", f"{PREFIX}B": " 7 ", f"{PREFIX}C": "y", f"{PREFIX}D": "  "})

    assert [reader.read(name, whole(1, 9), 5) for name in "ABCDE"] == [5, 7, 5, 5, 5]
    assert [fault.partition(" must be a whole number ")[0] for fault in reader.faults] == [f"{PREFIX}A", f"{PREFIX}C"]
    assert reader.known == {f"{PREFIX}{name}" for name in "ABCDE"}


def test_another_programs_setting_is_read_as_it_stands_and_is_not_ours() -> None:
    reader = Reader({"KIE_API_KEY": " k "})

    assert (reader.raw("KIE_API_KEY"), reader.raw("HOME")) == (" k ", "")
    assert reader.known == set()


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (whole(0, 10), "007", 7),
        (one_of(("a", "b")), "b", "b"),
        (dollars, "0", 0),
        (dollars, "0.000001", 1),
        (dollars, "1e3", 10**9),
        (dollars, "1000000000", 10**15),
        (seconds, "90", timedelta(seconds=90)),
        (delays, "0", (timedelta(0),)),
        (delays, "0.5,60", (timedelta(milliseconds=500), timedelta(minutes=1))),
        (delays, " 1 ,2", (timedelta(seconds=1), timedelta(seconds=2))),
        (flag, "YES", True),
        (flag, "0", False),
        (base_url, "https://a.example//", "https://a.example"),
        (base_url, "http://[::1]:8000/pb/", "http://[::1]:8000/pb"),
        (origins, "*", ("*",)),
        (origins, "https://a.example/, ,http://b.example", ("https://a.example", "http://b.example")),
        (origins, ",", ()),
        (admin_key, "pb-!key", "pb-!key"),
        (model, "google/gemini-3.8-flash:free", "google/gemini-3.8-flash:free"),
    ],
)
def test_what_is_right_is_read(parse: Callable[[str], object], text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "sentence"),
    [
        (whole(0, 10), "11", "must be a whole number from 0 to 10, not '11'"),
        (whole(0, 10), "1.0", "not '1.0'"),
        (whole(0, 10), "²", "not '²'"),
        (whole(0, 10), "9" * 50, f"not '{'9' * 40}'"),
        (one_of(("a", "b")), "c", "must be one of a, b, not 'c'"),
        (dollars, "1000000000.01", "US dollars"),
        (dollars, "Infinity", "US dollars"),
        (dollars, "sNaN", "US dollars"),
        (seconds, "86401", "from 1 to 86400"),
        (ca_bundle, "/nowhere/bundle.pem", "must be a file of certificates in PEM form that can be read"),
        (deadline, "604801", "from 0 to 604800"),
        (delays, "", "from 0 to 86400"),
        (delays, "86400.5", "from 0 to 86400"),
        (delays, "1e3", "such as 5 or 0.5"),
        (flag, "on", "must be true or false, not 'on'"),
        (base_url, "ftp://a.example", "must be an absolute URL"),
        (base_url, "https://a.example:x", "is not a valid URL"),
        (base_url, "https://:p@a.example", "must not carry a user name"),
        (base_url, "https://a.example/#top", "must not have a query or a fragment"),
        (origins, "https://a.example, b.example", "must be an absolute URL"),
        (admin_key, "a b", "contains blanks"),
        (admin_key, "schlüssel", "contains characters that a key cannot have"),
        (admin_key, "a\x7f", "contains characters that a key cannot have"),
        (admin_key, "k" * 1001, "is longer than 1000 characters"),
        (model, "../x", "must be a model's name, not a path"),
        (bucket_url, "s3://key:secret@figures", "must be an address such as s3://bucket/prefix"),
    ],
)
def test_what_is_wrong_is_said_after_the_settings_name(
    parse: Callable[[str], object], text: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=r"^(must|is|contains) ") as caught:
        parse(text)
    assert sentence in str(caught.value)
    assert not str(caught.value).endswith(".")


@given(st.text())
def test_no_text_breaks_a_parser(text: str) -> None:
    reader = Reader({f"{PREFIX}A": text})
    for parse in (whole(0, 9), dollars, seconds, delays, flag, base_url, origins, admin_key, model):
        reader.read("A", parse, None)
    assert all(fault.startswith(f"{PREFIX}A ") for fault in reader.faults)
