"""Names of columns: in the form in which two mentions are compared, and as a reader likes to see them."""

import re
import unicodedata
from collections.abc import Iterable

from pb_adapters.planners.offline.wordlists import words as word_set
from pb_core.domain.tables.profile import ColumnProfile

_PIECE = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+(?:\.\d+)?[a-z]{0,2}|[^\W_]+")
_BRACKETED = re.compile(r"\s*[(\[（［][^()\[\]（）［］]*[)\]）］]\s*$")
_SHORTEST_PLURAL = 4
_SMALL_IS_GOOD = word_set(
    "latency time runtime cost price memory param parameter size error loss perplexity ppl flop energy "
    "power ms second emission rmse mse mae wer cer fid distance delay overhead footprint bytes mb gb watt "
    "joule budget"
)
_WRITTEN_OUT = {
    "acc": "accuracy",
    "prec": "precision",
    "rec": "recall",
    "lr": "learning rate",
    "params": "parameters",
    "val": "validation",
    "std": "SD",
    "stdev": "SD",
    "num": "number of",
    "avg": "average",
    "pct": "percentage",
    "tput": "throughput",
    "temp": "temperature",
    "gpu": "GPU",
    "cpu": "CPU",
    "gdp": "GDP",
    "auc": "AUC",
    "bleu": "BLEU",
    "rmse": "RMSE",
    "mse": "MSE",
    "mae": "MAE",
    "iou": "IoU",
    "fpr": "FPR",
    "tpr": "TPR",
    "fps": "FPS",
    "llm": "LLM",
    "id": "ID",
    "rouge": "ROUGE",
    "wer": "WER",
    "cer": "CER",
    "fid": "FID",
    "bmi": "BMI",
    "dna": "DNA",
    "rna": "RNA",
    "ph": "pH",
    "perf": "performance",
    "freq": "frequency",
    "iter": "iteration",
}


def pieces(name: str) -> list[str]:
    """The words of a name, folded and without plural: ``valLosses_ms`` gives ``val, loss, ms``."""
    return [singular(match[0].casefold()) for match in _PIECE.finditer(unicodedata.normalize("NFKC", name))]


def small_is_good(name: str) -> bool:
    """Whether small values are the good ones, as far as the name tells."""
    return bool(_SMALL_IS_GOOD & set(pieces(name)))


def shared_words(names: Iterable[str]) -> str:
    """The words that all names have, as the first writes them: ``loss`` of ``train_loss`` and ``val_loss``."""
    first, *others = names
    kept = [set(pieces(other)) for other in others]
    words = [match[0] for match in _PIECE.finditer(unicodedata.normalize("NFKC", first))]
    return " ".join(
        word for word in words if not word.isdigit() and all(singular(word.casefold()) in other for other in kept)
    )


def key_of(name: str) -> str:
    """The pieces run together: what two spellings of one name share."""
    return "".join(pieces(name))


def singular(word: str) -> str:
    """A folded word without its plural ending."""
    if len(word) < _SHORTEST_PLURAL or word.endswith(("ss", "us", "is")) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def bare(column: ColumnProfile) -> str:
    """The column's name without its unit."""
    name = _BRACKETED.sub("", column.name).strip() if column.unit else column.name
    unit = re.escape(column.unit).replace("/", "[/_]")
    if column.unit and re.fullmatch(rf".+[_\s.]{unit}", name, re.IGNORECASE):
        name = name[: -len(column.unit) - 1]
    return name or column.name


def readable(column: ColumnProfile) -> str:
    """A title for the column: words instead of underscores, a capital first, the unit in brackets."""
    title = spelled(bare(column))
    return f"{title} ({column.unit})" if column.unit and column.unit not in {title, column.name} else title


def spelled(name: str) -> str:
    """A name with spaces for underscores, short forms written out and a capital first; other scripts as they are."""
    text = " ".join(name.replace("_", " ").split()) or name
    if not text.isascii():
        return text
    words = [_WRITTEN_OUT.get(word, word) if word.islower() else word for word in text.split(" ")]
    text = " ".join(words)
    return text if not words[0][:1].islower() or not words[0].isalpha() or _is_symbol(words[0]) else capital(text)


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return f"{text[:1].upper()}{text[1:]}"


def _is_symbol(word: str) -> bool:
    """Whether the word is a variable (``x``) or spelled with a meaning of its own (``pH``, ``mAP``)."""
    return len(word) == 1 or not (word.islower() or word.istitle())


def listed(names: Iterable[str]) -> str:
    """Names in quotes, for a sentence."""
    return ", ".join(f"'{name}'" for name in names)
