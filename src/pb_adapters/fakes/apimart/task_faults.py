"""What goes wrong with pictures that were ordered at APIMart."""

from collections.abc import Callable
from typing import Any

from pb_adapters.fakes.apimart.wording import MODERATED, answered
from pb_adapters.fakes.faults import FOREVER, Document, Fault, table
from pb_adapters.fakes.jobs import CREATE, LOOK_FAULTS, JobFault, stumbles

PRIVATE_URL = "http://10.0.0.1/result.png"
AT_ONCE, FORGETFUL = "result-at-once", "idempotency-ignored"

Change = Callable[[Document], Document]


def _data(**changes: object) -> Change:
    return lambda document: document | {"data": document["data"] | changes}


def _finished(change: Change) -> Change:
    """A change that waits for the pictures."""
    return lambda document: change(document) if "result" in document["data"] else document


def _images(document: Document) -> list[dict[str, Any]]:
    images: list[dict[str, Any]] = document["data"]["result"]["images"]
    return images


def _with_urls(document: Document, url: object) -> Document:
    return _data(result={"images": [image | {"url": url} for image in _images(document)]})(document)


def _old_shape(document: Document) -> Document:
    """The older page: ``succeeded``, and a string for the address."""
    images = [image | {"url": image["url"][0]} for image in _images(document)]
    return _data(status="succeeded", result={"images": images})(document)


def _two_results(document: Document) -> Document:
    first = _images(document)[0]["url"][0]
    return _with_urls(document, [first, first.replace(".png", "-2.png")])


def _no_cost(document: Document) -> Document:
    free = {name: value for name, value in document["data"].items() if name not in {"cost", "credits_cost"}}
    return document | {"data": free}


def _renamed(**names: str) -> Change:
    """Status words of other pages."""

    def change(document: Document) -> Document:
        status = document["data"]["status"]
        return _data(status=names.get(status, status))(document)

    return change


def _in_upper_case(document: Document) -> Document:
    return _data(status=document["data"]["status"].upper())(document)


def _speltanswered(spelt: Callable[[dict[str, Any]], object], status: str = "failed") -> Change:
    """Another form of the error of a failed task."""

    def change(document: Document) -> Document:
        data = document["data"]
        return _data(status=status, error=spelt(data["error"]))(document) if "error" in data else document

    return change


def _as_object(document: Document) -> Document:
    data = document["data"]
    return document | {"data": data[0]} if isinstance(data, list) else document


def _as_id(document: Document) -> Document:
    data = document["data"]
    if not isinstance(data, list):
        return document
    return document | {"data": [{"status": "submitted", "id": data[0]["task_id"]}]}


def _fails(name: str, what: str, message: str, **more: Any) -> JobFault:  # noqa: ANN401 - fields of JobFault
    return JobFault(name=name, what=what, failure=("task_failed", message), **({"billed": False} | more))


FAULTS = LOOK_FAULTS | table(
    JobFault(name="not-there-yet", what="two looks answer 404", unseen=2),
    JobFault(name="never-there", what="every look answers 404", unseen=FOREVER),
    JobFault(name="pending", what="three looks find the task under way", pending=3),
    JobFault(
        name="odd-states",
        what="the same in the words of other pages",
        pending=3,
        record=_renamed(submitted="pending", processing="in_progress", completed="success"),
    ),
    JobFault(
        name="unknown-states",
        what="under way in words that nobody knows",
        pending=3,
        record=_renamed(submitted="dreaming", processing="polishing"),
    ),
    JobFault(name="upper-case", what="status words in capitals", pending=2, record=_in_upper_case),
    JobFault(name="never-ends", what="the task is under way for ever", pending=FOREVER, billed=False),
    _fails("fails-internal", "the task fails", "Generation failed upstream"),
    _fails("fails-moderated", "the task fails: moderation", MODERATED),
    _fails("fails-bad-field", "the task fails: a field", "build_request_failed: invalid size: 7:5"),
    _fails("fails-late", "three looks find it under way, then it fails", "Generation failed upstream", pending=3),
    _fails(
        "fails-in-a-string",
        "the task fails, its error is a string",
        "generation failed",
        record=_speltanswered(lambda told: told["message"]),
    ),
    _fails(
        "fails-by-number",
        "the task fails, its error has a number",
        "generation failed",
        record=_speltanswered(lambda told: told | {"code": 500}, "failure"),
    ),
    _fails("cancelled", "the task is cancelled", "cancelled", record=_speltanswered(lambda told: told, "cancelled")),
    _fails("fails-charged", "the task fails and is not refunded", "Generation failed upstream", billed=True),
    JobFault(name="old-shape", what="succeeded, and a string for the address", record=_finished(_old_shape)),
    JobFault(name="two-results", what="two addresses for one picture", record=_finished(_two_results)),
    JobFault(name="no-cost", what="a finished task without its cost", record=_finished(_no_cost)),
    JobFault(
        name="result-no-address",
        what="what should be the picture's address is none",
        record=_finished(lambda document: _with_urls(document, ["not an address"])),
    ),
    JobFault(
        name="result-private",
        what="the picture's address is a private one",
        record=_finished(lambda document: _with_urls(document, [PRIVATE_URL])),
    ),
    stumbles(
        "poll-throttled",
        "a look answered by 429 with Retry-After: 1",
        answered(429, "Too many requests", retry_after="1"),
    ),
    stumbles("poll-internal", "a look answered by 500", answered(500, "Internal server error")),
    JobFault(name=FORGETFUL, what="the key of an order that came before is not recognised"),
    JobFault(name=AT_ONCE, what="the answer to an order is the finished result"),
    Fault(name="data-object", what="the answer to an order: data is an object", reply=_as_object, endpoints=(CREATE,)),
    Fault(name="data-id", what="the answer to an order: id in place of task_id", reply=_as_id, endpoints=(CREATE,)),
)
"""What goes wrong with ordered pictures."""
