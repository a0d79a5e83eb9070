r"""The document around a picture: its page, colours and typeface, and what pdfTeX shows for what it lacks."""

import re
from collections.abc import Sequence

from pb_adapters.drawing.diagrams.exports.tikz.escaping import comment, undeclared
from pb_adapters.drawing.diagrams.exports.tikz.paths import number
from pb_adapters.drawing.diagrams.figure_parts import FigureParts

_COLOUR = re.compile(r"\bc([0-9A-F]{6})\b")

_PREAMBLE = r"""% {title}
% pdfLaTeX, LuaLaTeX and XeLaTeX compile this document as it is. Coordinates are points of 1/72 inch, y downwards.
% An element or a panel is a scope: change its shift, and its arrows follow.{wide}
\IfFileExists{{standalone.cls}}{{\documentclass[border=0bp]{{standalone}}}}{{%
  \documentclass{{article}}
  \usepackage[paperwidth={width}bp, paperheight={height}bp, margin=0bp]{{geometry}}
  \pagestyle{{empty}}
  \setlength{{\parindent}}{{0pt}}
  \setlength{{\topskip}}{{0pt}}
}}
\usepackage{{amsmath, amssymb}}
\usepackage{{tikz}}
\usetikzlibrary{{arrows.meta}}
\ifdefined\DeclareUnicodeCharacter
  \usepackage[T1]{{fontenc}}
  \usepackage{{textcomp}}
  \IfFileExists{{sourcesanspro.sty}}{{\usepackage[default, semibold]{{sourcesanspro}}}}{{%
    \usepackage[scaled=0.9]{{helvet}}}}
  \newcommand{{\lacking}}[1]{{{{\fboxsep0pt\framebox[0.6em]{{\rule{{0pt}}{{0.7em}}}}}}}}
{declared}\else
  \usepackage{{fontspec}}
  \IfFontExistsTF{{Source Sans Pro}}{{\setsansfont{{Source Sans Pro}}}}{{}}
\fi
\renewcommand{{\familydefault}}{{\sfdefault}}
{colours}
% \words{{width}}{{size}}{{colour}}{{text}}: a line of text, narrowed where a wider typeface would leave its room.
\newsavebox{{\linebox}}
\newcommand{{\words}}[4]{{%
  \sbox{{\linebox}}{{\fontsize{{#2}}{{#2}}\selectfont\color{{#3}}#4}}%
  \ifdim\wd\linebox>\dimexpr#1+0.5bp\relax\resizebox{{#1}}{{\height}}{{\usebox{{\linebox}}}}\else\usebox{{\linebox}}\fi}}
\tikzset{{
  part/.style={{inner sep=0pt, outer sep=0pt}},
  line of text/.style={{inner sep=0pt, outer sep=0pt}},
}}
\begin{{document}}%
\begin{{tikzpicture}}[x=1bp, y=-1bp]
\useasboundingbox (0,0) rectangle ({width},{height});
"""
_WIDE = """
% Some characters here are none of pdfTeX's: LuaLaTeX and XeLaTeX set them, in a typeface that has them."""


def document(figure: FigureParts, lines: Sequence[str]) -> str:
    """The whole document of a picture's lines."""
    body = "\n".join(lines)
    unknown = undeclared("".join(line for line in lines if not line.startswith("%")))
    declared = "".join(
        f"  \\DeclareUnicodeCharacter{{{ord(char):04X}}}{{\\lacking{{{ord(char):04X}}}}}\n" for char in unknown
    )
    colours = "\n".join(
        f"\\definecolor{{c{value}}}{{HTML}}{{{value}}}" for value in dict.fromkeys(_COLOUR.findall(body))
    )
    head = _PREAMBLE.format(
        title=comment(figure.title) or "A figure",
        width=number(figure.width),
        height=number(figure.height),
        wide=_WIDE if unknown else "",
        declared=declared,
        colours=colours,
    )
    return f"{head}{body}\n\\end{{tikzpicture}}\n\\end{{document}}\n"
