"""How such servers word good answers; nothing is charged for but at OpenAI, whose prices are not played."""

import base64
from typing import Any

from msgspec.structs import replace

from pb_adapters.fakes.chat_completions import completion, stream, words_tally
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.openai.requests import CUT, NUMBER, SERVER
from pb_adapters.fakes.openai.servers import MODELS, SERVERS, THINKER
from pb_adapters.fakes.prompt_parser import Painting, Question, Tally

THOUGHTS = "First the parts, then the arrows."


class OpenAiReplies:
    """Good answers of chat and of pictures."""

    def tally(self, question: Question, words: str, pictures: int) -> Tally:
        """Tokens by length; of a question that was cut, what is left of it."""
        if question.wants_picture:
            return Tally(pictures=pictures)
        counted = words_tally(question, MODELS[question.model], words)
        return replace(counted, input_tokens=int(question.fields.get(CUT, counted.input_tokens)))

    def with_words(self, question: Question, words: str, tally: Tally) -> Any:  # noqa: ANN401 - a JSON document
        """A completion; a model that thinks puts its thoughts where its server has them."""
        if question.model != THINKER:
            document = completion(question, words, tally)
            (choice,), number = document["choices"], int(question.fields.get(NUMBER, "1"))
            return document | {"choices": [choice | {"index": index} for index in range(number)]}
        server = SERVERS[question.fields[SERVER]]
        if not server.answers_in_thoughts:
            return completion(
                question, f"<think>\n{THOUGHTS}\n</think>\n\n{words}", replace(tally, output_tokens=10**6)
            )
        document = completion(question, words, tally)
        message = document["choices"][0]["message"]
        message |= {"reasoning_content": message["content"], "content": ""}
        return document

    def with_picture(self, question: Question, painting: Painting | None, tally: Tally) -> Any:  # noqa: ANN401, ARG002 - a JSON document of the port
        """The picture in base64."""
        data = [] if painting is None else [{"b64_json": base64.b64encode(painting.data).decode()}]
        return {"created": 1_764_000_000, "data": data}

    def sent(self, question: Question, document: Any) -> Answer:  # noqa: ANN401 - a JSON document
        """JSON, or events where a stream was asked for."""
        return stream(document) if question.stream and document.get("choices") else json_answer(document)
