"""How the servers differ: their models and windows, what they refuse or pass over, and the words of their errors.

Sources: a run of llama.cpp's server, the source of Ollama and vLLM, and the documentation and issues of all of them.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from pb_adapters.fakes.chat_completions import ChatModel
from pb_adapters.fakes.exchange import Answer, json_answer

WRITER, SEER, THINKER = "writer", "seer:8b", "thinker"
"""A model that reads text alone, one that sees, and one that thinks first."""

WINDOW = 32_768


def by_code(status: int, message: str, kind: str = "", code: object = None) -> Answer:
    """An error as OpenAI words it, whose code is a word, a number or missing."""
    return json_answer({"error": {"message": message, "type": kind, "param": None, "code": code}}, status)


def _openai(status: int, message: str, kind: str = "invalid_request_error", code: object = None) -> Answer:
    return by_code(status, message, kind, code)


def _numbered(status: int, message: str, kind: str = "invalid_request_error", code: object = None) -> Answer:  # noqa: ARG001 - one form for all servers
    return json_answer({"error": {"code": status, "message": message, "type": kind}}, status)


def _plain(status: int, message: str, kind: str = "", code: object = None) -> Answer:  # noqa: ARG001 - as above
    return json_answer({"error": message}, status)


class Server(Struct, frozen=True, kw_only=True):
    """One kind of server.

    Args:
        name: The part of the path that chooses it; empty for OpenAI.
        error: Its errors, of a status, a text, a kind and a code.
        needs_key: Whether it turns away calls without a key.
        any_model: Whether it answers under whatever name.
        cuts_question: Whether it drops what does not fit into its window, without a word.
        counts_answer: Whether the longest answer counts for the window.
        strict: Whether schemas must have OpenAI's strict form.
        takes_json_object: Whether ``json_object`` is a form of answers.
        flat_schema: Whether a schema may stand beside the type.
        reads_completion_limit: Whether ``max_completion_tokens`` limits anything.
        refuses_max_tokens: Whether the newer name must be used.
        answers_in_thoughts: Whether a model that thinks puts its answer there.
        unknown_model: The words of its error, and the status.
        too_long: Those of a question that is longer than the window.
        blind: Those of a picture shown to a model that sees none.
        no_path: Those of a path that it has not.
        paints: Whether it has pictures painted.
        responds: Whether it has the Responses API.
        most_choices: How many answers at most may be asked for at once; ``None`` where nothing is checked.
        passes_over_n: Whether it gives one answer however many are asked for.
    """

    name: str
    error: Callable[..., Answer]
    needs_key: bool = False
    any_model: bool = False
    cuts_question: bool = False
    counts_answer: bool = False
    strict: bool = False
    takes_json_object: bool = True
    flat_schema: bool = True
    reads_completion_limit: bool = True
    refuses_max_tokens: bool = False
    answers_in_thoughts: bool = False
    unknown_model: tuple[int, str]
    too_long: tuple[int, str] = (400, "")
    blind: tuple[int, str] = (400, "")
    no_path: tuple[int, str] = (404, "Not Found")
    paints: bool = False
    responds: bool = False
    most_choices: int | None = None
    passes_over_n: bool = False


_VLLM_TOO_LONG = (
    "This model's maximum context length is {window} tokens. However, you requested {both} tokens ({asked} in the "
    "messages, {wanted} in the completion). Please reduce the length."
)
_LM_STUDIO_TOO_LONG = (
    "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: {asked}>= n_ctx: "
    "{window})."
)

SERVERS = {
    server.name: server
    for server in (
        Server(
            name="",
            error=_openai,
            needs_key=True,
            paints=True,
            responds=True,
            strict=True,
            refuses_max_tokens=True,
            unknown_model=(404, "The model `{model}` does not exist or you do not have access to it."),
            too_long=(
                400,
                "This model's maximum context length is {window} tokens. However, you sent {asked} tokens.",
            ),
            blind=(400, "Invalid content type. image_url is only supported by certain models."),
            no_path=(404, "Invalid URL ({method} {path})"),
        ),
        Server(
            name="ollama",
            error=by_code,
            cuts_question=True,
            passes_over_n=True,
            reads_completion_limit=False,
            unknown_model=(404, "model '{model}' not found"),
            blind=(500, "this model is missing data required for image input"),
            no_path=(404, "404 page not found"),
        ),
        Server(
            name="vllm",
            error=_numbered,
            counts_answer=True,
            paints=True,
            flat_schema=False,
            unknown_model=(404, "The model `{model}` does not exist."),
            too_long=(
                400,
                _VLLM_TOO_LONG,
            ),
            blind=(400, "{model} is not a multimodal model"),
        ),
        Server(
            name="llamacpp",
            error=_numbered,
            any_model=True,
            most_choices=1,
            unknown_model=(404, ""),
            too_long=(
                400,
                "request ({asked} tokens) exceeds the available context size ({window} tokens), try increasing it",
            ),
            blind=(
                500,
                "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
            ),
            no_path=(404, "File Not Found"),
        ),
        Server(
            name="lmstudio",
            error=_plain,
            takes_json_object=False,
            flat_schema=False,
            answers_in_thoughts=True,
            unknown_model=(404, "No models loaded. Please load a model in the developer page."),
            too_long=(
                400,
                _LM_STUDIO_TOO_LONG,
            ),
            blind=(400, "Model does not support images. Please use a model that does."),
            no_path=(404, "Unexpected endpoint or method. ({method} {path})"),
        ),
    )
}
"""By the part of the path that chooses one."""

MODELS = {
    model.id: model
    for model in (
        ChatModel(id=WRITER, price_in=0, price_out=0),
        ChatModel(id=SEER, price_in=0, price_out=0),
        ChatModel(id=THINKER, price_in=0, price_out=0, thoughts=40),
    )
}
PAINTER = "painter"
"""The model that paints; older ones of its kind take ``OLD_SIZES`` alone."""
OLD_PAINTER = "old-painter"
OLD_SIZES = {"1024x1024", "1536x1024", "1024x1536", "auto"}


def is_strict(schema: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether a schema has the form that OpenAI's strict mode asks for."""
    if isinstance(schema, list):
        return all(map(is_strict, schema))
    if not isinstance(schema, dict):
        return True
    members = schema.get("properties")
    if isinstance(members, dict):
        closed = schema.get("additionalProperties") is False and set(schema.get("required", ())) == set(members)
        return closed and all(map(is_strict, members.values()))
    return all(is_strict(part) for name, part in schema.items() if name not in {"enum", "const", "default"})
