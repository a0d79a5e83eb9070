import pytest

from pb_core.domain.requests import GenerateBody, PlotBody
from pb_http.body_decoding import MAX_WARNINGS, warnings_about
from pb_http.schemas import CreateKeyBody


def test_known_fields_are_no_news() -> None:
    assert warnings_about(GenerateBody.__struct_fields__, GenerateBody) == ()


@pytest.mark.parametrize(
    ("name", "kind", "warning"),
    [
        ("iteration", GenerateBody, "the unknown field 'iteration' was ignored: did you mean iterations?"),
        ("image_model", PlotBody, "image_model was ignored: it is a field of /api/generate"),
        ("layout", GenerateBody, "layout was ignored: it is a field of /api/composite"),
        ("hook_secret", CreateKeyBody, "the unknown field 'hook_secret' was ignored: did you mean webhook_secret?"),
        ("q", GenerateBody, "the unknown field 'q' was ignored"),
        ("", GenerateBody, "the unknown field '' was ignored"),
    ],
)
def test_an_unknown_field_is_told_with_what_was_likely_meant(name: str, kind: type, warning: str) -> None:
    assert warnings_about([name], kind) == (warning,)


def test_the_warnings_are_bounded() -> None:
    warnings = warnings_about([f"zz{number}" for number in range(MAX_WARNINGS + 5)], GenerateBody)

    assert len(warnings) == MAX_WARNINGS + 1
    assert warnings[-1] == "5 more unknown fields were ignored"
