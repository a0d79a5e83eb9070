"""A request as a program would make it: curl, Python and JavaScript, with the key in the environment.

What is long is read from a file, which the page offers beside them.
"""

import shlex
from pprint import pformat
from string import Template

import msgspec
from msgspec import Struct

from pb_http.pages.studio.workflow import Document

KEY_VARIABLE = "PAPERBANANA_API_KEY"
LONGEST = 1_500
"""Bytes of JSON that stand in the code itself."""
REQUEST_FILE, PDF_FILE = "request.json", "paper.pdf"


class Snippets(Struct, frozen=True, kw_only=True):
    """The same request in three languages; ``file`` is what it reads from the folder that it runs in, if anything."""

    curl: str
    python: str
    javascript: str
    file: str = ""


def snippets(address: str, endpoint: str, document: Document) -> Snippets:
    """How to post a document to ``/api/{endpoint}`` of the server at this address."""
    url = f"{address}/api/{endpoint}"
    if "pdf_base64" in document:
        return _with_pdf(url, {name: value for name, value in document.items() if name != "pdf_base64"})
    if len(msgspec.json.encode(document)) > LONGEST:
        return _from_file(url)
    return Snippets(
        curl=_filled(_CURL, url, body=f"--data-binary {shlex.quote(_indented(document))}"),
        python=_filled(_PYTHON, url, before=_literal(document), body="json=request"),
        javascript=_filled(_JAVASCRIPT, url, before=f"const request = {_indented(document)};\n", body=_STRINGIFIED),
    )


def _from_file(url: str) -> Snippets:
    read = f'with open("{REQUEST_FILE}", "rb") as file:\n    request = file.read()\n'
    load = f'const request = await readFile("{REQUEST_FILE}");\n'
    return Snippets(
        curl=_filled(_CURL, url, body=f"--data-binary @{REQUEST_FILE}"),
        python=_filled(_PYTHON, url, before=read, body="content=request"),
        javascript=_filled(_JAVASCRIPT, url, imports=_READ_FILE, before=load, body="request"),
        file=REQUEST_FILE,
    )


def _with_pdf(url: str, rest: Document) -> Snippets:
    opened = _indented(rest).removesuffix("}").rstrip() + ("," if rest else "") + '\n  "pdf_base64": "'
    read = f'{_literal(rest)}with open("{PDF_FILE}", "rb") as file:\n{_ENCODED}'
    load = f'const request = {_indented(rest)};\nrequest.pdf_base64 = await readFile("{PDF_FILE}", "base64");\n'
    return Snippets(
        curl=_filled(_CURL_PDF, url, opened=shlex.quote(opened), file=PDF_FILE),
        python=_filled(_PYTHON, url, imports="import base64\n", before=read, body="json=request"),
        javascript=_filled(_JAVASCRIPT, url, imports=_READ_FILE, before=load, body=_STRINGIFIED),
        file=PDF_FILE,
    )


def _indented(document: Document) -> str:
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _literal(document: Document) -> str:
    return f"request = {pformat(document, width=100, sort_dicts=False)}\n"


def _filled(template: str, url: str, **values: str) -> str:
    shown = {"key": KEY_VARIABLE, "imports": "", "before": "", "url": url, "quoted": shlex.quote(url)}
    return Template(template).substitute(shown | values)


_CURL = """curl --fail-with-body -X POST $quoted \\
  -H "Authorization: Bearer $$$key" \\
  -H 'Content-Type: application/json' \\
  $body"""

_CURL_PDF = """{
  printf '%s' $opened
  base64 < $file | tr -d '\\n'
  printf '"}'
} | curl --fail-with-body -X POST $quoted \\
  -H "Authorization: Bearer $$$key" \\
  -H 'Content-Type: application/json' \\
  --data-binary @-"""

_PYTHON = """${imports}import os

import httpx

${before}
answer = httpx.post(
    "$url",
    headers={"Authorization": "Bearer " + os.environ["$key"], "Content-Type": "application/json"},
    $body,
    timeout=60,
)
answer.raise_for_status()
print(answer.json()["task_id"])"""

_ENCODED = '    request["pdf_base64"] = base64.b64encode(file.read()).decode()\n'

_JAVASCRIPT = """${imports}${before}
const answer = await fetch("$url", {
  method: "POST",
  headers: {
    Authorization: "Bearer " + process.env.$key,
    "Content-Type": "application/json",
  },
  body: $body,
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).task_id);"""

_READ_FILE = 'import { readFile } from "node:fs/promises";\n\n'
_STRINGIFIED = "JSON.stringify(request)"
