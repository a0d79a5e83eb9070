from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.fakes.gemini.requests import camel, canonical, snake

NAMES = st.from_regex(r"[a-z]+(_[a-z]+)*", fullmatch=True)


@given(NAMES)
def test_the_two_spellings_are_inverse(name: str) -> None:
    assert snake(camel(name)) == name
    assert camel(camel(name)) == camel(name)


def test_members_are_read_in_both_spellings_but_for_what_is_the_callers_own() -> None:
    document = {
        "generation_config": {"response_json_schema": {"min_items": 1}, "imageConfig": {"aspect_ratio": "1:1"}},
        "contents": [{"parts": [{"inline_data": {"mime_type": "image/png"}}]}],
    }
    assert canonical(document) == {
        "generationConfig": {"responseJsonSchema": {"min_items": 1}, "imageConfig": {"aspectRatio": "1:1"}},
        "contents": [{"parts": [{"inlineData": {"mimeType": "image/png"}}]}],
    }
