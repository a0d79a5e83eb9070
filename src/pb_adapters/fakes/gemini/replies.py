"""How Gemini words good answers and errors, and what it charges."""

import base64
from typing import Any

import msgspec

from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.gemini.models import MODELS, Model
from pb_adapters.fakes.pictures import size_of
from pb_adapters.fakes.prompt_parser import Painting, Question, Tally

GOOGLE_RPC = "type.googleapis.com/google.rpc"
TILE, TILE_TOKENS = 768, 258
NO_THINKING = "no-thinking"
PRETTY = 2


def tokens(text: str) -> int:
    """About how many tokens a text is: one for four bytes."""
    return (len(text.encode()) + 3) // 4


def picture_tokens(data: bytes) -> int:
    """258 for every tile of 768 pixels."""
    width, height = size_of(data)
    return TILE_TOKENS * max(1, -(-width // TILE)) * max(1, -(-height // TILE))


def question_tokens(question: Question) -> int:
    """About how many tokens a question is, its pictures included."""
    return tokens(question.system + question.prompt) + sum(map(picture_tokens, question.pictures))


def cut_to(words: str, limit: int) -> str:
    """The words that fit into so many tokens."""
    return words.encode()[: 4 * limit].decode(errors="ignore")


def model_of(question: Question) -> Model:
    """The model of a question; it was checked when the question was read."""
    return MODELS[question.model]


def error(code: int, status: str, message: str, *details: dict[str, Any], **headers: str) -> Answer:
    """An error body; ``details`` are protos as JSON."""
    body: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        body["details"] = list(details)
    return json_answer({"error": body}, code, **headers)


def invalid(message: str) -> Answer:
    """HTTP 400, the answer to every wrong field."""
    return error(400, "INVALID_ARGUMENT", message)


class GeminiReplies:
    """Good answers of ``generateContent``."""

    def tally(self, question: Question, words: str, pictures: int) -> Tally:
        """Tokens by length, thoughts by model, price by token or by picture; all within ``maxOutputTokens``."""
        model = model_of(question)
        limit = question.max_tokens or 65_536
        thoughts = 0 if NO_THINKING in question.fields else min(model.thoughts, limit)
        asked = question_tokens(question)
        size = question.size or "1K"
        drawn, price = model.sizes.get(size, (0, 0.0))
        said = drawn * pictures + min(tokens(words), limit - thoughts)
        each_token = asked * model.price_in + (said - drawn * pictures + thoughts) * model.price_out
        return Tally(
            input_tokens=asked,
            output_tokens=said,
            thought_tokens=thoughts,
            pictures=pictures,
            cost_micros=round(each_token + pictures * price * 1_000_000),
        )

    def with_words(self, question: Question, words: str, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """Words in one part; cut by ``maxOutputTokens``, or without any where thinking used them all up."""
        return envelope(question, [words_candidate(words, tally)], tally)

    def with_picture(self, question: Question, painting: Painting | None, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """A picture in one part; without one, a candidate that stopped and holds nothing."""
        parts = [] if painting is None else [picture_part(painting) | {"thoughtSignature": "c2ln"}]
        return envelope(question, [candidate(parts)], tally)

    def sent(self, question: Question, document: Any) -> Answer:  # noqa: ANN401 - a JSON document
        """JSON, or its two halves as events (``alt=sse``) or as a list."""
        if not question.stream:
            body = msgspec.json.format(msgspec.json.encode(document), indent=PRETTY)
            return Answer(body=body)
        chunks = _chunks(document)
        if "sse" not in question.fields:
            return json_answer(chunks)
        events = b"".join(b"data: " + msgspec.json.encode(chunk) + b"\r\n\r\n" for chunk in chunks)
        return Answer(body=events, content_type="text/event-stream")


def candidate(parts: list[dict[str, Any]] | None, reason: str = "STOP", **more: object) -> dict[str, Any]:
    """One candidate; ``parts`` ``None`` gives content without parts."""
    content: dict[str, Any] = {"role": "model"} if parts is None else {"parts": parts, "role": "model"}
    return {"content": content, "finishReason": reason, "index": 0, **more}


def words_candidate(words: str, tally: Tally) -> dict[str, Any]:
    """Words as a candidate; cut by ``maxOutputTokens``, or without any where thinking used them all up."""
    if tokens(words) <= tally.output_tokens:
        return candidate([{"text": words}])
    fitting = cut_to(words, tally.output_tokens)
    return candidate([{"text": fitting}] if fitting else None, "MAX_TOKENS")


def picture_part(painting: Painting) -> dict[str, Any]:
    """A picture as the part of a turn."""
    return {"inlineData": {"mimeType": painting.media_type, "data": base64.b64encode(painting.data).decode()}}


def envelope(question: Question, candidates: list[dict[str, Any]] | None, tally: Tally, **more: object) -> Any:  # noqa: ANN401 - JSON
    """The whole body around candidates."""
    document: dict[str, Any] = {} if candidates is None else {"candidates": candidates}
    return {
        **document,
        **more,
        "usageMetadata": usage(question, tally),
        "modelVersion": question.model,
        "responseId": f"rsp-{question.name}",
    }


def usage(question: Question, tally: Tally) -> dict[str, Any]:
    """``usageMetadata``: members that would be 0 are left out, as protos do."""
    shown = sum(map(picture_tokens, question.pictures))
    details = [{"modality": "TEXT", "tokenCount": tally.input_tokens - shown}]
    if shown:
        details.append({"modality": "IMAGE", "tokenCount": shown})
    counts = {
        "promptTokenCount": tally.input_tokens,
        "candidatesTokenCount": tally.output_tokens,
        "thoughtsTokenCount": tally.thought_tokens,
        "totalTokenCount": tally.input_tokens + tally.output_tokens + tally.thought_tokens,
    }
    drawn = [{"modality": "IMAGE", "tokenCount": tally.output_tokens}] if tally.pictures else []
    counted = {name: count for name, count in counts.items() if count}
    return counted | {"promptTokensDetails": details} | ({"candidatesTokensDetails": drawn} if drawn else {})


def _chunks(document: Any) -> list[Any]:  # noqa: ANN401 - a JSON document
    """The first part without a finish reason, then the rest."""
    candidates = document.get("candidates") or []
    parts = candidates[0].get("content", {}).get("parts", []) if candidates else []
    text = parts[0].get("text", "") if parts else ""
    if len(text) < 2:  # noqa: PLR2004 - nothing to divide
        return [document]
    half = len(text) // 2
    first = {**document, "candidates": [{"content": {"parts": [{"text": text[:half]}], "role": "model"}, "index": 0}]}
    last = {
        **document,
        "candidates": [{**candidates[0], "content": {"parts": [{"text": text[half:]}], "role": "model"}}],
    }
    return [first, last]
