import pytest

from pb_adapters.notation.mermaid_labels import active_tag, label_and_detail, label_text
from pb_core.domain.diagrams.notation import escaped


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("  plain  text ", "plain text"),
        ('"quoted"', "quoted"),
        ('say "so" now', 'say "so" now'),
        ('"a" or "b"', '"a" or "b"'),
        ("two<br>lines<BR/>and<br />more", "two\nlines\nand\nmore"),
        (r"two\nlines", "two\nlines"),
        (r"$\nabla f$ and\nmore", "$\\nabla f$ and\nmore"),
        ("$$x^2$$", "$x^2$"),
        (r"Tekton\/Jenkins (`kubectl apply`)", "Tekton/Jenkins (kubectl apply)"),
        ("a ` sign", "a ` sign"),
        (r"a $$ \pi s $$ b", r"a $\pi s$ b"),
        ('"`**bold** and *thin* and __strong__`"', "bold and thin and strong"),
        ('"`snake_case_name`"', "snake_case_name"),
        ('"`annotate*Masker*`"', "annotate Masker"),
        ('"`*foo*bar*`"', "foo*bar"),
        ('"`a*b*`"', "a*b*"),
        ('"`annotate*Masker*s, 2 * x*`"', "annotate*Masker*s, 2 * x*"),
        ("**bold** and __kept__ outside of Markdown", "bold and __kept__ outside of Markdown"),
        ('"Label: **triage:***"', "Label: triage:*"),
        ("2 ** 3 and x**2", "2 ** 3 and x**2"),
        ("**CORE\nMODULES**", "CORE MODULES"),
        ("app/**\n\ninfra/**", "app/**\ninfra/**"),
        ("a #35; #quot;b#quot; &amp; &#65; #x41; #9829;", 'a # "b" & A A ♥'),
        ("#nothing; &; #99999999;", "#nothing; &; #99999999;"),
        ("x<sub>t</sub><sup>2</sup>", "x_t^2"),
        ("List<T> of Vec<u8>", "List<T> of Vec<u8>"),
        ("a < b and c > d", "a < b and c > d"),
        ("#lt;b#gt;", "<b>"),
        ("a<hr>b", "a\nb"),
        ("a<br/>━━━━━<br/>b", "a\nb"),
        ("first<br/>...<br/>last", "first\n...\nlast"),
        ("---", "---"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<ul><li>one</li><li>two</li></ul>", "• one\n• two"),
        ("<table><tr><td>one</td><td>two</td></tr></table>", "one\ntwo"),
        ("<section>one</section>two<br clear='all'>three", "one\ntwo\nthree"),
        ('"one" two', "one two"),
        ('"one"two', "onetwo"),
        ("&nbsp;", ""),
        ("", ""),
        ('" "', ""),
    ],
)
def test_a_label_says(raw: str, text: str) -> None:
    assert label_text(raw).text == text


@pytest.mark.parametrize(
    ("raw", "dropped"),
    [
        ("plain", ()),
        ("<b>bold</b> <span style='color:red'>red</span>", ("<b>", "<span>")),
        ("fa:fa-user Person", ("icons",)),
        ("one<hr>two<p>three</p>", ("<hr>",)),
        ("List<T>", ()),
        ("one<br/>-----<br/>two", ("rules of dashes",)),
        ("is `path` one of `paths`?", ("marks of code",)),
        ("the price of ` is $`x`$", ()),
        ("<align=left>one: two</align>", ("<align>",)),
        ('<img src="https://example.org/x.png"> Picture', ("<img>",)),
    ],
)
def test_what_is_left_out_is_told(raw: str, dropped: tuple[str, ...]) -> None:
    assert label_text(raw).dropped == dropped


@pytest.mark.parametrize(
    ("raw", "label", "detail"),
    [
        ('"Agent<br/><small>with defaults</small>"', "Agent", "with defaults"),
        ("Agent<br><i>frozen</i>", "Agent", "frozen"),
        ("Agent<br/><small>one<br/>two</small>", "Agent", "one\ntwo"),
        ("Agent 2<br/>plain", "Agent 2", "plain"),
        ("Agent<br/><small>with tools</small>", "Agent", "with tools"),
        ("Agent<br/>of the<br/>second kind", "Agent\nof the\nsecond kind", ""),
        ("Encoder<br>6 layers<br>8 heads", "Encoder", "6 layers\n8 heads"),
        ("Encoder<br>6 layers<br><small>frozen</small>", "Encoder", "6 layers\nfrozen"),
        ("<b>Encoder</b><br>Six Layers", "Encoder", "Six Layers"),
        ('"`**Encoder**\nSix Layers`"', "Encoder", "Six Layers"),
        ("Encoder<br>Six Layers", "Encoder", "Six Layers"),
        ("Motion<br>detection", "Motion", "detection"),
        ("Grouping<br/>&rarr; group_id", "Grouping", "→ group_id"),
        ("Motion<br><i>detection</i>", "Motion", "detection"),
        ("Encoder<hr/>6 layers", "Encoder", "6 layers"),
        ("llm/<br/>━━━━━<br/>Used by all", "llm/", "Used by all"),
        ("Triage &amp;<br/>Risk Router", "Triage &\nRisk Router", ""),
        ('"Encoder\n6 layers"', "Encoder", "6 layers"),
        (r"Encoder\n6 layers", "Encoder", "6 layers"),
        ("Steps:<ul><li>read</li><li>write</li></ul>", "Steps:", "• read\n• write"),
        ("- read<br>- write", "- read\n- write", ""),
        ("1. read<br>2. write", "1. read\n2. write", ""),
        (f"- {'x' * 100}<br>- {'y' * 100}", f"- {'x' * 100}", f"- {'y' * 100}"),
        ("Agent <small>small</small>", "Agent small", ""),
        ("<br/><small>alone</small>", "alone", ""),
    ],
)
def test_what_follows_the_first_line_is_the_second(raw: str, label: str, detail: str) -> None:
    found = label_and_detail(raw)

    assert (found.text, found.detail) == (label, detail)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Encoder<br>Six Layers", True),
        ("<b>Encoder</b><br>Six Layers", False),
        ("Encoder<br><i>Six Layers</i>", False),
        ("Encoder<br>6 layers", False),
        ("Encoder", False),
    ],
)
def test_plain_small_print_does_not_say_that_it_is_some(raw: str, plain: bool) -> None:  # noqa: FBT001 - a case
    assert label_and_detail(raw).plain is plain


@pytest.mark.parametrize(
    ("raw", "unknown"),
    [
        ("plain <b>bold</b>", ()),
        ("Vec<u8> of Set<T> and Set<T>", ("<u8>", "<T>")),
        ("<foo>bar", ("<foo>",)),
        ("<foo>bar</foo>", ()),
    ],
)
def test_tags_that_are_text_are_told(raw: str, unknown: tuple[str, ...]) -> None:
    assert label_text(raw).unknown == unknown


@pytest.mark.parametrize(
    ("raw", "tag"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<SCRIPT src=x>", "<script>"),
        ("<iframe src=x></iframe>", "<iframe>"),
        ("<img src=x onerror=alert(1)>", "<img on…>"),
        ("<b onclick = 'x'>", "<b on…>"),
        ("<a href='javascript:alert(1)'>", "javascript:"),
        ("<b>bold</b> on = off", None),
        ("List<T>", None),
        ("use of <style> tags", "<style>"),
    ],
)
def test_what_a_browser_would_run_is_found(raw: str, tag: str | None) -> None:
    assert active_tag(raw) == tag


@pytest.mark.parametrize(
    "text",
    [
        "a#b;c",
        'say "so"',
        "<b>&amp;</b>",
        r"\nabla",
        "  x  y ",
        "fa:fa-user",
        "$$",
        "`x`",
        "\x00\n\t",
        "two\nlines",
        "a\n\nb",
        "pre-\ntrained",
        "- a\n- <b>",
    ],
)
def test_what_is_escaped_is_read_back(text: str) -> None:
    assert label_text(f'"{escaped(text)}"').text == text


@pytest.mark.parametrize(
    ("raw", "label", "detail"),
    [
        ('"**Store**<br/>*CVE Records<br/>Users*"', "Store", "CVE Records\nUsers"),
        ('"*Views*"', "Views", ""),
        ("Copy *.csv<br/>and client_*.pt", "Copy *.csv\nand client_*.pt", ""),
    ],
)
def test_stars_around_lines_are_their_look_as_in_the_renderer(raw: str, label: str, detail: str) -> None:
    found = label_and_detail(raw)
    assert (found.text, found.detail) == (label, detail)
