"""A figure as LaTeX includes it: picture, caption, label and alternative text, with nothing of them left to TeX."""

import re
import unicodedata

from pb_core.domain.alt_text import unnumbered
from pb_core.domain.provenance import FigureText

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
}
"""How characters are written that TeX would read as more than themselves."""

_LIGATURE = re.compile(r"-(?=-)|'(?=')|`(?=`)|,(?=,)|[?!](?=`)")
"""Characters that TeX would set as one with the next."""

_PLAIN = re.compile(r"[^a-z0-9]+")
_LABEL = 40


def figure_tex(text: FigureText, picture: str, name: str) -> str:
    """A ``figure`` environment for a file ``picture``; its label is made of the title, else it is ``name``.

    The text of a caption is set as it stands, character by character; mathematics in it is not typeset. Its number is
    left to LaTeX.
    """
    caption = tex(unnumbered(text.caption) or text.title)
    return "\n".join(
        (
            "% \\usepackage{graphicx} (2021 or later for alt), and \\usepackage[T1]{fontenc} for quotation marks",
            "\\begin{figure}[t]",
            "  \\centering",
            f"  \\includegraphics[width=\\linewidth,alt={{{tex(text.alt_text)}}}]{{{picture}}}",
            f"  \\caption{{{caption}}}",
            f"  \\label{{fig:{_label(text.title) or name}}}",
            "\\end{figure}",
            "",
        )
    )


def tex(text: str) -> str:
    """A text in one line as TeX prints it; control characters are left out."""
    line = " ".join(text.split())
    kept = (char for char in line if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return _LIGATURE.sub(_apart, "".join(_SPECIAL.get(char, char) for char in kept))


def _apart(found: re.Match[str]) -> str:
    """A character and what keeps the next one from it; an empty group would not do so in LuaTeX."""
    return found[0] + r"\textcompwordmark{}"


def _label(title: str) -> str:
    """A title in small ASCII letters and digits."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _PLAIN.sub("-", ascii_only).strip("-")[:_LABEL].rstrip("-")
