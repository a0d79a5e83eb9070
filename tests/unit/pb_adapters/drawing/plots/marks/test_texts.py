import pytest

from support.painting import paint

SPEC = {
    "layer": [
        {
            "mark": {"type": "text"},
            "encoding": {
                "x": {"field": "x", "type": "quantitative"},
                "y": {"field": "y", "type": "quantitative"},
                "text": {"field": "t", "type": "nominal"},
            },
        }
    ]
}
ODD = ("$\\alpha$", "50 %", "a_b^c", "x\\ny", "$5 to $9", "\\frac{1}{2}", "中文")


@pytest.mark.parametrize("text", ODD)
def test_texts_of_the_data_are_literal(text: str) -> None:
    painted = paint(SPEC, [{"x": 1, "y": 1, "t": text}, {"x": 2, "y": 2, "t": "b"}]).draw()
    assert painted.read()[0].text == (text, "b")
    assert not painted.painted[0].items[0].get_parse_math()


def test_mathematics_is_set_when_the_spec_asks_for_it() -> None:
    painted = paint({**SPEC, "mathematics": True}, [{"x": 1, "y": 1, "t": "$\\alpha$"}, {"x": 2, "y": 2, "t": "$5 or"}])
    assert [text.get_parse_math() for text in painted.painted[0].items] == [True, False]
