"""Forms are read as browsers send them, and refused where they are broken."""

import threading

import pytest

from pb_core.errors import InvalidRequest
from pb_http.pages import forms
from pb_http.pages.forms import MOST_FIELDS, MOST_URLENCODED, Form, Upload, _of_pairs, _of_parts
from pb_http.request import THREAD_BYTES
from support.visitors import api_key_of, visiting


def parts(*given: tuple[str, str, bytes]) -> bytes:
    """A multipart body of fields with an optional file name each."""
    made = b""
    for name, file, content in given:
        named = f'; filename="{file}"' if file else ""
        made += f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"
    return made + b"--b--\r\n"


def test_fields_are_read_in_order_and_the_last_one_counts() -> None:
    form = _of_pairs(b"a=1&b=x%0D%0Ay+z&a=+2+&tick=yes&e=")
    assert form.text("a") == "2"
    assert form.all("a") == ("1", " 2 ")
    assert form.raw("b") == "x\ny z"
    assert form.ticked("tick")
    assert not form.ticked("other")
    assert form.text("other") == form.text("e") == ""


def test_files_stand_beside_fields() -> None:
    form = _of_parts(parts(("caption", "", "Größe".encode()), ("pdf", "a.pdf", b"%PDF\x00"), ("none", "", b"")), "b")
    assert form.text("caption") == "Größe"
    assert form.file("pdf") == Upload("a.pdf", b"%PDF\x00")
    assert form.file("other") is None


@pytest.mark.parametrize(
    "body", [b"a=%FF", b"a=\xff", b"&".join(b"a=1" for _ in range(MOST_FIELDS + 1))], ids=["utf-8", "ascii", "many"]
)
def test_a_broken_form_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest, match="The form cannot be read"):
        _of_pairs(body)


@pytest.mark.parametrize(
    "body",
    [b"--b\r\nnothing", parts(("a", "", b"\xff")), parts(*[("a", "", b"1")] * (MOST_FIELDS + 1))],
    ids=["cut", "utf-8", "many"],
)
def test_a_broken_form_with_files_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest, match="The form cannot be read"):
        _of_parts(body, "b")


@pytest.mark.parametrize(("text", "number"), [("", None), ("7", 7), (" 1,000 ", 1000), ("0", 0)])
def test_whole_numbers(text: str, number: int | None) -> None:
    assert Form({"n": (text,)}).whole("n", "N", 0, 1000) == number


@pytest.mark.parametrize("text", ["-1", "1001", "1.5", "many", "٣", "9" * 400])
def test_what_is_no_whole_number_within_its_bounds_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="N must be a whole number from 0 to 1,000, or empty"):
        Form({"n": (text,)}).whole("n", "N", 0, 1000)


async def test_a_large_form_is_read_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def noting(body: bytes) -> Form:
        seen.append(threading.get_ident())
        return _of_pairs(body)

    monkeypatch.setattr(forms, "_of_pairs", noting)
    async with visiting() as visitor:
        await visitor.sign_in("studio", api_key_of(visitor.site))
        path = "/studio/new/diagram"
        assert (await visitor.post(path, path, source_context="x" * THREAD_BYTES)).status_code == 422
        assert threading.get_ident() == seen[0] != seen[1]


async def test_a_form_is_refused_that_would_take_many_times_its_memory() -> None:
    async with visiting() as visitor:
        await visitor.sign_in("studio", api_key_of(visitor.site))
        path = "/studio/new/diagram"
        assert (await visitor.post(path, path, caption="x" * MOST_URLENCODED)).status_code == 413
