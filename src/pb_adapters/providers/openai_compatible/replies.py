"""What such models answer: JSON, often with thoughts, fences or words around it, or something else altogether."""

import re

from pb_adapters.upstream.chat_completions import CHARACTERS_PER_TOKEN as LONGEST_TOKEN
from pb_adapters.upstream.chat_completions import PICTURE_TOKENS, Completion, ReplyMessage
from pb_adapters.upstream.json_wire import first_json, is_json
from pb_core.errors import (
    BadAnswer,
    Billed,
    BlindEngine,
    ContentBlocked,
    CutAnswer,
    EmptyAnswer,
    EngineRefused,
    RequestRejected,
)
from pb_core.ports.vlm import VlmRequest

_THOUGHTS = re.compile(r"\A\s*<(think|thinking|thought|reasoning)>.*?(</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHTS_END = re.compile(r"\A.*</(?:think|thinking|thought|reasoning)>", re.DOTALL | re.IGNORECASE)
_CUT, _BLOCKED = {"length", "max_tokens"}, {"content_filter", "safety"}
_ECHO = 200
"""So many characters of the question in an answer are no coincidence."""

_HALVES = frozenset(2**power // 2 + 2 for power in range(11, 19))
"""What Ollama keeps of a question that is longer than a window of a usual size."""

_USUAL_TOKEN = 4.6
"""Characters of a token, above which a text of exactly such a length is rather a longer one that was cut."""


def json_in(completion: Completion, request: VlmRequest, provider: str) -> tuple[str, bool]:
    """The JSON of an answer, and whether it stood there bare, as it does where the server kept to the schema.

    Raises:
        EmptyAnswer: There is no word.
        CutAnswer: The limit of tokens came first; thoughts count for it.
        ContentBlocked: A filter stopped it.
        EngineRefused: There are words and no JSON.
        BadAnswer: It repeats the question.
    """
    if not completion.choices:
        raise EmptyAnswer(f"{provider} answered without a choice.")
    choice = completion.choices[0]
    message, reason = choice.message or ReplyMessage(), (choice.finish_reason or "").lower()
    said = without_thoughts(message.text)
    if not said and is_json(message.thoughts):
        said = message.thoughts.strip()  # LM Studio and SGLang put the answer of some models there
    if reason in _BLOCKED:
        raise ContentBlocked(f"{provider}'s filter stopped the answer; change the text or take another model.")
    if reason in _CUT:
        raise _cut(said, provider)
    if message.refusal:
        raise EngineRefused(f"{provider}'s model declines to do this; change the text or take another model.")
    if not said:
        raise EmptyAnswer(f"{provider} answered without a word.")
    if _repeats(said, request):
        raise BadAnswer(f"{provider}'s model repeated its question instead of answering it; take another model.")
    if "{" not in said:
        raise _in_words(said, provider)
    text = first_json(said)
    return text, text == said


def without_thoughts(text: str) -> str:
    """The words behind the thoughts that some models write down first, between tags of their own."""
    text = _THOUGHTS.sub("", text, count=1)
    return _THOUGHTS_END.sub("", text).strip()


def require_whole_question(completion: Completion, characters: int, pictures: int, provider: str) -> None:
    """Raise where fewer tokens were read than the question must have: servers cut it, or drop its pictures, silently.

    Raises:
        BlindEngine: The text alone may have been read whole.
        RequestRejected: Not even the text was.
    """
    read = completion.usage.prompt_tokens if completion.usage else None
    if read is None:
        return
    least = characters // LONGEST_TOKEN
    if read < least or (read in _HALVES and characters > read * _USUAL_TOKEN):
        raise RequestRejected(
            f"{provider} read {read:,} tokens of a longer question and dropped the rest without a word: give the model "
            "a larger window (at Ollama: OLLAMA_CONTEXT_LENGTH), or shorten the source.",
            billed=Billed.YES,
        )
    if pictures and read < least + PICTURE_TOKENS * pictures:
        raise BlindEngine(f"{provider} answered without reading the pictures; take another model.", billed=Billed.YES)


def _cut(said: str, provider: str) -> CutAnswer:
    why = "" if said else ", before its first word: it may think for too long"
    error = CutAnswer(
        f"{provider}'s answer reached the limit of tokens{why}; ask for less, take another model, or raise "
        "PAPERBANANA_VLM_MAX_OUTPUT_TOKENS."
    )
    error.said = said
    return error


def _in_words(said: str, provider: str) -> EngineRefused:
    error = EngineRefused(f"{provider} answered in words and not in JSON: the model declines or cannot do this.")
    error.said = said
    return error


def _repeats(said: str, request: VlmRequest) -> bool:
    """Whether an answer holds the beginning of its question."""
    return any(len(text) >= _ECHO and text[:_ECHO] in said for text in (request.prompt.strip(), request.system.strip()))
