import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.composites.svg_source import Scope


def scoped(sheet: str) -> str:
    scope = Scope("p1")
    scope.learn(sheet)
    return scope.sheet(sheet)


def test_selectors_reach_no_further_than_their_panel() -> None:
    assert scoped("*{stroke-linejoin: round}") == "#p1 * {stroke-linejoin: round}\n"
    assert scoped(".a, g > #b:hover {fill: red}") == "#p1 .a, #p1 g > #p1-b:hover {fill: red}\n"
    assert scoped(":root{fill:blue}") == "#p1 svg {fill: blue}\n"


def test_comments_and_other_at_rules_are_left_out() -> None:
    sheet = "@import 'evil.css'; /* } */ @media print { a { fill: red } } b { fill: blue }"
    assert scoped(sheet) == "#p1 b {fill: blue}\n"


def test_a_face_of_a_panel_gets_a_name_of_its_own() -> None:
    scope = Scope("p1")
    face = "@font-face{font-family:'Sans Pro';src:url(data:font/ttf;base64,AAEC+/=)}"
    scope.learn(face)
    assert scope.sheet(face) == ("@font-face {font-family: 'p1 Sans Pro';src:url(data:font/ttf;base64,AAEC+/=)}\n")
    assert scope.families("Sans Pro, Arial") == "'p1 Sans Pro', 'Sans Pro', Arial"
    assert scope.families("'Sans Pro'") == "'p1 Sans Pro', 'Sans Pro'"
    assert scope.families("Sans Pro Semibold, Other-Sans Pro") == "Sans Pro Semibold, Other-Sans Pro"
    assert scope.declarations("font: 12px 'Sans Pro'; fill: red") == "font: 12px 'p1 Sans Pro', 'Sans Pro'; fill: red"


@pytest.mark.parametrize(
    "source",
    [
        "url(https://example.org/a.ttf)",
        "url(data:font/ttf;base64,AA), url(//example.org/a.ttf)",
        "local(x), url('file:///etc/passwd')",
        "url(data:text/html;base64,AA)",
    ],
)
def test_a_face_from_outside_is_left_out(source: str) -> None:
    assert scoped(f"@font-face{{font-family:'A';src:{source}}}") == ""


def test_local_references_are_renamed_and_others_left_out() -> None:
    scope = Scope("p2")
    assert scope.declarations("fill: url(#g); clip-path: url('#c')") == "fill: url(#p2-g); clip-path: url(#p2-c)"
    assert scope.declarations("fill: url(https://e.org/#g); stroke: red") == "stroke: red"
    assert scope.value("url(#g) red") == "url(#p2-g) red"


@pytest.mark.parametrize(
    "value",
    [
        "url(http://e.org)",
        "u\\72l(http://e.org)",
        "URL( 'data:text/html,x' )",
        "image-set('//e.org/a.png' 1x)",
        "src('//e.org')",
        "expression(alert(1))",
        "url(#a) url(b.svg#c)",
        "url(#a",
    ],
)
def test_values_that_reach_outside_are_refused(value: str) -> None:
    assert Scope("p1").value(value) is None


@given(st.text("@{}();:'\"/*#.,<!-> \\abur l\n", max_size=60))
def test_any_sheet_ends_up_balanced_and_scoped(sheet: str) -> None:
    out = scoped(sheet)
    assert out.count("{") == out.count("}")
    assert all(line.startswith(("#p1 ", "@font-face")) for line in out.split("}\n") if line.strip())


@pytest.mark.parametrize("piece", ["/*", "url(#", "(", "font-family:", "{", "@font-face{", "'", "a:", "#"])
def test_no_sheet_takes_quadratic_time(piece: str) -> None:
    scoped(piece * 200_000)
    Scope("p1").declarations(piece * 200_000)
