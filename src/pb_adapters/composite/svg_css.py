"""CSS of a panel: kept to its panel, and to what the panel itself holds."""

import re
from collections.abc import Iterator

# Repetitions are bounded or end at the first character that cannot belong: no text takes quadratic time.
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"([^{};]*)(\{|;|\})")
_LOCAL = re.compile(r"url\(\s{0,9}(['\"]?)#([^'\")\s]{1,255})\1\s{0,9}\)", re.IGNORECASE)
_FONT_DATA = re.compile(
    r"url\(\s{0,9}(['\"]?)data:(?:font|application)/[\w.+-]{1,60}(?:;[\w=-]{1,60}){0,4};base64,[A-Za-z0-9+/=]*\1\s{0,9}\)",
    re.IGNORECASE,
)
_SUSPECT = re.compile(r"url|image|src\(|\\|//|javascript:|expression|[@{}]", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\(|@import|\bsrc\(|image-set\(", re.IGNORECASE)
_FAMILY = re.compile(r"font-family\s{0,9}:\s{0,9}(['\"]?)([^;'\"]{1,255})\1\s{0,9}(?:;|$)", re.IGNORECASE)
_SELECTOR_ID = re.compile(r"#([\w-]+)")
_STRUCTURE = re.compile(r"[;()]|'[^']*(?:'|\Z)|\"[^\"]*(?:\"|\Z)")


class Scope:
    """The names of one panel, made different from those of every other panel."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._families: dict[str, str] = {}

    def name(self, identifier: str) -> str:
        """The identifier as the composite knows it."""
        return f"{self.prefix}-{identifier}"

    def learn(self, sheet: str) -> None:
        """Take note of the families that a style sheet brings along."""
        for prelude, block in _rules(sheet):
            if _is_face(prelude) and (match := _FAMILY.search(block)):
                self._families[match[2].strip()] = f"{self.prefix} {match[2].strip()}"

    def families(self, value: str) -> str:
        """A list of families, or a ``font`` value, in which those of the panel go before equal names."""
        for family, own in self._families.items():
            name = re.compile(rf"(?<![\w-])(['\"]?){re.escape(family)}\1(?=\s*(?:,|;|!|$))")
            value = name.sub(f"'{own}', '{family}'", value)
        return value

    def sheet(self, text: str) -> str:
        """A style sheet for this panel alone; other at-rules than ``@font-face`` are left out."""
        return "".join(self._rule(prelude, block) for prelude, block in _rules(text))

    def _rule(self, prelude: str, block: str) -> str:
        if _is_face(prelude):
            return self._face(block)
        if prelude.startswith("@"):
            return ""
        selectors = (_SELECTOR_ID.sub(lambda m: f"#{self.name(m[1])}", s.strip()) for s in prelude.split(","))
        scoped = ", ".join(f"#{self.prefix} {selector.replace(':root', 'svg')}" for selector in selectors if selector)
        return f"{scoped} {{{self.declarations(block)}}}\n" if scoped and not _SUSPECT.search(scoped) else ""

    def _face(self, block: str) -> str:
        if _SUSPECT.search(_FONT_DATA.sub("", re.sub(r"\bsrc\s*:", "", block))):
            return ""
        own = _FAMILY.sub(lambda m: f"font-family: '{self._families[m[2].strip()]}';", block)
        return f"@font-face {{{own}}}\n"

    def declarations(self, text: str) -> str:
        """The declarations of a ``style`` attribute or of a rule that refer to nothing outside the panel."""
        kept = []
        for declaration in _split(_COMMENT.sub("", text)):
            prop, colon, value = declaration.partition(":")
            clean = self.value(value)
            if colon and clean is not None and not _SUSPECT.search(prop):
                kept.append(f"{prop.strip()}: {self.families(clean) if 'font' in prop else clean}")
        return "; ".join(kept)

    def value(self, text: str) -> str | None:
        """A property's value with its local references renamed, or ``None`` if it refers to anything else."""
        if _SUSPECT.search(_LOCAL.sub("", text)):
            return None
        return _LOCAL.sub(lambda m: f"url(#{self.name(m[2])})", text.strip())


def reaches_outside(text: str) -> bool:
    """Whether a style sheet, declarations or a value say that they need something that the panel does not hold."""
    if not _OUTSIDE.search(text):
        return False
    return _OUTSIDE.search(_FONT_DATA.sub("", _LOCAL.sub("", _COMMENT.sub("", text)))) is not None


def _is_face(prelude: str) -> bool:
    return prelude.lower() == "@font-face"


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Prelude and block of every rule at the top level; statements without a block are passed over."""
    text = _COMMENT.sub("", sheet).replace("<!--", "").replace("-->", "")
    at = 0
    while match := _RULE.match(text, at):
        at = match.end()
        if match[2] == "{":
            end = _closing(text, at)
            yield match[1].strip(), text[at:end]
            at = end + 1


def _split(block: str) -> Iterator[str]:
    """The declarations of a block; semicolons in strings and parentheses part nothing."""
    start = depth = 0
    for match in _STRUCTURE.finditer(block):
        if match[0] == ";" and depth <= 0:
            yield block[start : match.start()]
            start = match.end()
        depth += {"(": 1, ")": -1}.get(match[0], 0)
    yield block[start:]


def _closing(text: str, start: int) -> int:
    """Where the block that begins here ends."""
    depth = 1
    for match in re.compile(r"[{}]").finditer(text, start):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.start()
    return len(text)
