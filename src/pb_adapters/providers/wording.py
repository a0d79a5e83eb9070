"""What a model's words are worth as an answer to a role."""

from pb_adapters.upstream.reading import first_json
from pb_core.errors import EmptyAnswer, EngineRefused


def answer_in(provider: str, text: str) -> str:
    """The JSON in a model's words, without fences and chatter; whoever asked holds it against the schema.

    Raises:
        EmptyAnswer: There is no word.
        EngineRefused: There are words and no JSON: the model declines. They may quote the prompt and are not repeated.
    """
    if not text.strip():
        message = f"{provider} answered without a word."
        raise EmptyAnswer(message)
    if "{" not in text and "[" not in text:
        message = f"{provider} answered in words and not in JSON: the model declines to do this."
        raise EngineRefused(message)
    return first_json(text)
