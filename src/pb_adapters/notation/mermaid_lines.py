"""Lines of a label: phrases that go on over a break, and what stands apart from them as a second line."""

import re

SOFT, HARD = "\n", "\f"
"""A line break, after which a phrase may go on, and one that always parts: of blocks, list items and small print."""

_BREAK = re.compile(rf"([{SOFT}{HARD}])")
_ALIKE = 3
SHORT = 32  # characters of a name that is broken
_PLAIN = re.compile(r"(?:[^\w\s()[\]{}]+\s+)?[^\W\d_](?:[^\W\d_]|[\s&/'’-])*")
_CODE = re.compile(r"[^\W\d_A-Z][A-Z]")
_SNAKE, _CAMEL = re.compile(r"[a-z\d]+(?:_[a-z\d]+)+"), re.compile(r"(?:[A-Z][a-z\d]*)+([A-Z][a-z]+)")
_CAPITALS = re.compile(r"[A-Z][A-Z\d_]{2,}")
_CAPITALISED = re.compile(r"[A-Z]\w*(?:\s[A-Z]\w*)+|[A-Z]\w*[A-Z][a-z]\w*")
"""A name of which each word has a capital, as "CLI Tool" and "FixedChunker", and which no small word ends."""
_TOLD = re.compile(r"\w: +\S")
_ROW = re.compile(r"[^/]+( / [^/]+){2,}")
"""Three names or more in a row, which lines behind it may go on with."""
_ITEM = re.compile(r"[-*+•·–]\s+(?=\S)|\d{1,2}[.)]\s")
_LINKING = r"(?:a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|vs|with)"
_BEFORE_A_NOUN = r"(?:all|any|each|every|no|our|per|some|this|these|those)"
_JOINING = "の|や|および|及び|または|又は|による|に基づく|のための|以及|或|(?<!目)的"  # 目的 is a word
_OPEN_END = re.compile(rf"(?:{_JOINING}|[,&+=(<>]|\w[-/]|^(?:[^/]|\s/\s)*\s/|(?:^|\s)(?:{_LINKING}|{_BEFORE_A_NOUN}))$")
_GOES_ON = re.compile(
    rf"(?:\+(?!\d)|&(?!#?\w+;)|[=)<>]|(?:{_LINKING}|against|onto|over|than|that|until|which|without)(?:\s|$))"
)
_FOLDER = re.compile(r"(?:~|\.{1,2})?[\w./-]*/")
"""The whole name of a folder, which no phrase goes on from if several words follow."""
_NUMBER = re.compile(r"\d{1,2}[a-z]?[.):]?")
"""The number of a step, which is no name."""
_COUNTED = re.compile(r"\s(?:\w+=)?(?:\d{2,}|(?<==)\d)$")
"""An end that counts what follows, as "Translate 984" and "generates G=8" do."""
_SAID_OF = re.compile(
    r"\w-(?:\w+ed|aware|driven|free|level|specific)$|^(?:in-memory|real-time)$"
    r"|^(?:Build|Compute|Create|Extract|Fetch|Generate|Load|Read|Return|Save|Send|Store|Write)\s(?:.*\s)?\w{4,}ed$",
    re.IGNORECASE,
)
"""An end that says of what follows how it is, as "Load fine-tuned" and "Generate targeted" do."""
_SENTENCE = re.compile(r"(?:Generates|Handles|Keeps|Provides|Reads|Returns|Runs|Sends|Uses|Writes)\s\S")
_FEW_WORDS = re.compile(r"[^\W\d_][\w-]*(?:\s[\w-]+){0,2}")


def items(text: str) -> list[str]:
    """The phrases of a text, their blanks single and their line breaks kept.

    A phrase goes on where a line ends with, or the next begins with, a word such as "of", or a sign such as a comma,
    and where it lacks the noun that the next line has.
    """
    found: list[str] = []
    parts = _BREAK.split(text)
    breaks = ""
    for sign, raw in zip(["", *parts[1::2]], parts[::2], strict=True):
        breaks += sign
        line = " ".join(raw.split())
        if not line:
            continue
        if found and breaks == SOFT and _continues(found[-1], line):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
        breaks = ""
    return found


def is_parted(text: str) -> bool:
    """Whether a break that always parts stands between the lines of a text."""
    return HARD in text.strip(f"{SOFT}{HARD} ")


def first_and_rest(phrases: list[str], longest: int) -> tuple[str, str]:
    """The first phrase and the others; what is one list stays together if it is not too long for it."""
    whole = "\n".join(phrases)
    if phrases and _is_list(phrases) and len(whole) <= longest:
        return whole, ""
    return "\n".join(phrases[:1]), "\n".join(phrases[1:])


def is_plain(phrases: list[str]) -> bool:
    """Whether no phrase after the first says that it is a detail: all are a few words, without figures, signs or code.

    They may be a broken name, as "Motion masks", or what is done there.
    """
    is_short = len("\n".join(phrases)) <= SHORT or _are_alike(phrases)
    return is_short and are_words(*phrases) and not _is_followed_by_small(phrases)


def are_words(*phrases: str) -> bool:
    """Whether phrases have no figures, signs or code."""
    return all(_is_words(phrase) for phrase in phrases)


def _is_list(phrases: list[str]) -> bool:
    """Whether the first phrase is no name for the others: one of several items, things that are told, or names of code.

    A number before the first phrase alone is that of a step; short words behind a number in a line of its own are one
    name.
    """
    told = len(phrases) > 1 and all(_TOLD.search(phrase) for phrase in phrases)
    is_row = bool(_ROW.fullmatch(phrases[0])) and all(" / " in phrase for phrase in phrases)
    listed = [bool(_ITEM.match(phrase)) for phrase in phrases]
    is_numbered = "\n" in phrases[0] and bool(_NUMBER.fullmatch(phrases[0].split("\n", 1)[0]))
    is_name = is_numbered and len("\n".join(phrases)) <= SHORT
    return is_name or (listed[0] and sum(listed) > 1) or told or is_row or _are_names_of_one_form(phrases)


def _are_names_of_one_form(phrases: list[str]) -> bool:
    """Whether all are names of code in snake case, or in camel case with the same last word, or three in capitals."""
    heads = {found[1] for phrase in phrases if (found := _CAMEL.fullmatch(phrase))}
    is_camel = len(heads) == 1 and all(map(_CAMEL.fullmatch, phrases))
    are_capitals = len(phrases) >= _ALIKE and all(map(_CAPITALS.fullmatch, phrases))
    return len(phrases) > 1 and (is_camel or are_capitals or all(map(_SNAKE.fullmatch, phrases)))


def ends_with_a_word(phrases: list[str]) -> bool:
    """Whether the second of two phrases is one word that ends a name, as "Job" after "Submit"."""
    if len(phrases) != 2 or len("\n".join(phrases)) > SHORT:  # noqa: PLR2004 - a name and its last word
        return False
    name, word = phrases
    is_name = bool(_PLAIN.fullmatch(name)) and not _is_followed_by_small(phrases)
    return is_name and not set(" /&").intersection(word) and _is_words(word)


def _is_followed_by_small(phrases: list[str]) -> bool:
    """Whether a name in capitals is followed by one word that has none, as "Background Scheduler" by "goroutine"."""
    return bool(_CAPITALISED.fullmatch(phrases[0])) and all(line.islower() and " " not in line for line in phrases[1:])


def _are_alike(phrases: list[str]) -> bool:
    """Whether three phrases or more begin as sentences do, so that the first may be no name for the others."""
    return len(phrases) >= _ALIKE and all(" " in phrase and phrase[0].isupper() for phrase in phrases)


def _is_words(phrase: str) -> bool:
    return bool(_PLAIN.fullmatch(phrase)) and not _CODE.search(phrase)


def _continues(before: str, line: str) -> bool:
    if _ITEM.match(line) or (_FOLDER.fullmatch(before) and " " in line):
        return False
    is_open = _OPEN_END.search(before) or _GOES_ON.match(line) or _NUMBER.fullmatch(before)
    return bool(is_open) or _lacks_its_noun(before, line)


def _lacks_its_noun(before: str, line: str) -> bool:
    """Whether a verb, a number or a participle stands before what the next line names in a few words."""
    is_open = line[0].islower() and (_COUNTED.search(before) or _SENTENCE.match(before))
    return bool(_FEW_WORDS.fullmatch(line) and (is_open or _SAID_OF.search(before)))
