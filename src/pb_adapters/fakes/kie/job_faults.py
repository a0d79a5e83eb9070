"""What goes wrong with pictures that were ordered at Kie."""

from typing import Any

import msgspec

from pb_adapters.fakes.faults import FOREVER, Document, Fault, table
from pb_adapters.fakes.jobs import CREATE, LOOK_FAULTS, JobFault, stumbles
from pb_adapters.fakes.kie.wording import INTERNAL, NO_MONEY, TOO_OFTEN, failure

PRIVATE_URL = "http://10.0.0.1/result.png"
_OUTSIDE = "This aspect_ratio is not within the range of allowed options"


def _data(**changes: object) -> Any:  # noqa: ANN401 - a change of a JSON document
    """A change of members of a found record."""
    return lambda document: document | {"data": document["data"] | changes} if document["data"] else document


def _of_success(change: Any) -> Any:  # noqa: ANN401 - a change of a JSON document
    """A change that waits for success."""

    def changed(document: Document) -> Document:
        data = document["data"]
        return change(document) if data and data["state"] == "success" else document

    return changed


def _urls(document: Document) -> list[str]:
    urls: list[str] = msgspec.json.decode(document["data"]["resultJson"])["resultUrls"]
    return urls


def _with_urls(document: Document, urls: list[str]) -> Document:
    return _data(resultJson=msgspec.json.encode({"resultUrls": urls}).decode())(document)


def _odd_success(document: Document) -> Document:
    return document | {"code": 505, "msg": "The feature is disabled"}


def _result_object(document: Document) -> Document:
    return _data(resultJson={"resultUrls": _urls(document)})(document)


def _two_results(document: Document) -> Document:
    first = _urls(document)[0]
    return _with_urls(document, [first, first.replace(".png", "-2.png")])


def _new_record(document: Document) -> Document:
    """The members of newer documents, and their empty strings in place of null."""
    data = document["data"]
    if not data:
        return document
    state = data["state"]
    more = {
        "updateTime": data["createTime"] + 1000,
        "progress": {"waiting": 0, "generating": 45}.get(state, 100),
        "creditsConsumed": data.get("creditsConsumed", 0),
        "failCode": data["failCode"] or "",
        "failMsg": data["failMsg"] or "",
    }
    return _data(**more)(document)


def _milliseconds(document: Document) -> Document:
    return _data(costTime=document["data"]["completeTime"] - document["data"]["createTime"])(document)


def _queued(document: Document) -> Document:
    """States that recordings never showed."""
    data = document["data"]
    words = {"waiting": "queuing", "generating": "polishing"}
    return _data(state=words.get(data["state"], data["state"]))(document) if data else document


def _unseen_as_null(document: Document) -> Document:
    return document if document["data"] else {"code": 200, "msg": "success", "data": None}


def _no_record_id(document: Document) -> Document:
    return document | {"data": {"taskId": document["data"]["taskId"]}}


def _fails(name: str, what: str, code: str, message: str, **more: Any) -> JobFault:  # noqa: ANN401 - fields of JobFault
    return JobFault(name=name, what=what, failure=(code, message), **({"billed": False} | more))


FAULTS = LOOK_FAULTS | table(
    JobFault(name="not-there-yet", what="two looks do not find the new job", unseen=2),
    JobFault(name="not-there-yet-null", what="the same, with code 200 and no data", unseen=2, record=_unseen_as_null),
    JobFault(name="never-there", what="no look ever finds the job", unseen=FOREVER),
    JobFault(name="pending", what="three looks find the job under way", pending=3),
    JobFault(name="odd-states", what="under way in words that nobody knows", pending=3, record=_queued),
    JobFault(name="never-ends", what="the job is under way for ever", pending=FOREVER, billed=False),
    _fails("fails-policy", "the job fails: policy", "422", "Invalid prompt: it holds prohibited content"),
    _fails("fails-sensitive", "the job fails: a word", "SENSITIVE_WORD_ERROR", "Sensitive words were found"),
    _fails("fails-unsafe", "the job fails: Google's word", "500", "PUBLIC_ERROR_UNSAFE_GENERATION"),
    _fails("fails-internal", "the job fails: internal", "500", "Internal Error"),
    _fails("fails-late", "three looks find it under way, then it fails", "500", "Internal Error", pending=3),
    _fails("fails-generation", "the job fails: code 501", "501", "Generation failed"),
    _fails("fails-no-money", "the job fails: no money", "402", NO_MONEY),
    _fails("fails-bad-field", "the job fails: a field", "422", _OUTSIDE),
    _fails("fails-charged", "the job fails and is charged for", "500", "Internal Error", billed=True),
    JobFault(name="odd-success", what="success under code 505", record=_of_success(_odd_success)),
    JobFault(name="new-record", what="records with newer members", pending=2, record=_new_record),
    JobFault(name="cost-time-ms", what="costTime in milliseconds", record=_of_success(_milliseconds)),
    JobFault(name="credits-zero", what="success that says 0 credits", record=_of_success(_data(creditsConsumed=0))),
    JobFault(name="result-object", what="resultJson is an object", record=_of_success(_result_object)),
    JobFault(name="two-results", what="two addresses in the result", record=_of_success(_two_results)),
    JobFault(
        name="result-no-address",
        what="what should be the picture's address is none",
        record=_of_success(lambda document: _with_urls(document, ["not an address"])),
    ),
    JobFault(
        name="result-private",
        what="the picture's address is a private one",
        record=_of_success(lambda document: _with_urls(document, [PRIVATE_URL])),
    ),
    JobFault(
        name="result-garbage",
        what="resultJson is no JSON",
        record=_of_success(_data(resultJson="{resultUrls:")),
    ),
    stumbles("poll-throttled", "a look answered by 200 with code 429", TOO_OFTEN),
    stumbles("poll-internal", "a look answered by 200 with code 500", failure(500, INTERNAL)),
    Fault(name="no-record-id", what="the answer to an order as documented", reply=_no_record_id, endpoints=(CREATE,)),
)
"""What goes wrong with ordered pictures."""
