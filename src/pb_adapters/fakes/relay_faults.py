"""What goes wrong with completions at relays, whatever their envelope."""

from collections.abc import Callable

from pb_adapters.fakes.faults import Document, Fault, table

REFUSAL = "I can't help with that request."


def spoilt(name: str, what: str, reply: Callable[[Document], Document]) -> Fault:
    """A fault of a good answer in words."""
    return Fault(name=name, what=what, reply=reply, only="words")


def _choice(document: Document, **changes: object) -> Document:
    return document | {"choices": [document["choices"][0] | changes]}


def _said(document: Document, text: object) -> Document:
    return _choice(document, message=document["choices"][0]["message"] | {"content": text})


def _text(document: Document) -> str:
    text: str = document["choices"][0]["message"]["content"]
    return text


def _cut_at_limit(document: Document) -> Document:
    text = _text(document)
    return _choice(_said(document, text[: len(text) // 2]), finish_reason="length")


def _spent(document: Document) -> Document:
    return _choice(_said(document, ""), finish_reason="length")


def _listed(document: Document) -> Document:
    return _said(document, [{"type": "text", "text": _text(document)}])


def _refusal_member(document: Document) -> Document:
    message = document["choices"][0]["message"] | {"content": None, "refusal": REFUSAL}
    return _choice(document, message=message)


def without(name: str) -> Callable[[Document], Document]:
    """A change that takes a member away."""
    return lambda document: {member: value for member, value in document.items() if member != name}


FAULTS = table(
    spoilt("content-list", "content as a list of parts", _listed),
    spoilt("content-null", "content null", lambda document: _said(document, None)),
    spoilt("refused", "a refusal in words", lambda document: _said(document, REFUSAL)),
    spoilt("refusal-field", "a refusal in its own member", _refusal_member),
    spoilt(
        "blocked", "content_filter and no content", lambda d: _choice(_said(d, None), finish_reason="content_filter")
    ),
    spoilt("max-tokens", "length without content", _spent),
    spoilt("max-tokens-cut", "length in mid-text", _cut_at_limit),
    spoilt("empty-candidates", "no choices", lambda document: document | {"choices": []}),
    spoilt("no-usage", "no usage", without("usage")),
)
