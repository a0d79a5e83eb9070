"""The demo's index.html: input and figure side by side."""

from html import escape
from pathlib import Path
from string import Template

from msgspec import Struct

from pb_http.demo.inputs import DemoInput

_PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>PaperBanana demo</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;color:#1d2733;background:#f6f7f9;margin:0 auto;max-width:1400px;padding:24px}
h1{font-size:24px}h2{font-size:18px;margin:0 0 8px}
section{background:#fff;border:1px solid #dfe4ea;border-radius:8px;padding:20px;margin:20px 0;display:grid;
grid-template-columns:minmax(260px,1fr) 2fr;gap:24px}
section>*{min-width:0}
pre{white-space:pre-wrap;font:15px/1.5 system-ui,sans-serif;max-height:520px;overflow:auto;margin:0}
img{width:100%;height:auto;border:1px solid #eef1f4}ol{font-size:13px;color:#4c5866;padding-left:20px}
a{color:#0b5cad}p.files,details{font-size:14px}summary{cursor:pointer;margin-top:8px}
@media (max-width:800px){section{grid-template-columns:1fr}}
</style></head><body>
<h1>PaperBanana: what went in, what came out</h1>
<p>Every figure below was submitted over HTTP to the server that this command started, planned by the engine
<code>offline</code> and drawn by the engine <code>vector</code>. No account was used.</p>
$sections
</body></html>
""")

_SECTION = Template("""<section><div><h2>$title</h2><pre>$shown</pre></div>
<div>$result<p class="files">$files</p><ol>$steps</ol></div></section>""")


class Shown(Struct, frozen=True, kw_only=True):
    """One finished request: its files (relative to the page), its description and its steps."""

    request: DemoInput
    files: tuple[str, ...]
    description: str
    steps: tuple[str, ...]


def write_page(folder: Path, results: tuple[Shown, ...]) -> Path:
    """Write ``index.html`` into the folder and return its path."""
    path = folder / "index.html"
    path.write_text(_PAGE.substitute(sections="\n".join(map(_section, results))), encoding="utf-8")
    return path


def _section(shown: Shown) -> str:
    picture = next((name for name in shown.files if name.endswith(".png")), None)
    told = f"<pre>{escape(shown.description)}</pre>"
    result = (
        f'<a href="{escape(picture)}"><img src="{escape(picture)}" alt="{escape(shown.request.title)}"></a>'
        f"<details><summary>Description</summary>{told}</details>"
        if picture
        else told
    )
    return _SECTION.substitute(
        title=escape(shown.request.title),
        shown=_input(shown.request),
        result=result,
        files=" · ".join(f'<a href="{escape(name)}">{escape(name)}</a>' for name in shown.files),
        steps="".join(f"<li>{escape(step)}</li>" for step in shown.steps),
    )


def _input(request: DemoInput) -> str:
    """The input as it is read: a link to a file, or text whose paragraphs flow."""
    if request.file is not None:
        return f'<a href="{escape(request.file)}">{escape(request.shown)}</a>'
    paragraphs = (" ".join(part.split()) for part in request.shown.split("\n\n"))
    return "\n\n".join(escape(paragraph) for paragraph in paragraphs)
