"""Refusals: what an intent may ask for and no plot of ours does, with the reason."""

from collections.abc import Iterator

from pb_adapters.planners.offline.plots.request import Refusal
from pb_adapters.planners.offline.plots.script import Script

_REST = r"[^.;\n]{0,200}"
_RISKY = (
    (
        "nothing is read from or written to files",
        rf"[^.;,\n]{{0,40}}(?:\\(?:input|include|write18|openin|read|usepackage|def|catcode){_REST})",
    ),
    (
        "nothing is fetched; only the data sent along are drawn",
        r"(?:[\w]+ ){0,4}(?:https?|ftp|file|javascript|data):\S+",
    ),
    (
        "nothing is read from or written to files",
        (
            r"(?:(?:load|read|open|save|write|use|include|embed|import|export|print|show|cat"
            r"|output)(?: \w+){0,4} )?(?:to |from |as |in |into )?(?:~|\.{1,2}"
            r"|[a-zA-Z]:)?[/\\][\w.\-]+(?:[/\\][\w.\-]+)+|(?:save|load|write|export)(?: \w+){0,4} (?:to"
            r"|from|as) \S+\.(?:csv|png|pdf|svg|py|json|txt|xlsx)"
        ),
    ),
    (
        "no code runs here; the words are read as a description of the plot",
        (
            rf"```[\s\S]*?(?:```|$)|(?:\w+ ){{0,3}}(?:import \w+|__\w+__|os\.\w+|sys\.\w+|subprocess\b"
            r"|eval\s?\(|exec\s?\(|plt\.\w+|matplotlib\.|np\.\w+|df\[|lambda \w+:|<\s?/?script|drop table"
            rf"|rm -rf){_REST}"
        ),
    ),
    (
        "the words are read as a description of the plot, never as instructions to a system",
        (
            rf"(?:please )?(?:ignore|disregard|forget|override|bypass)(?: \w+){{0,3}} (?:previous|prior"
            r"|above|earlier|system|safety)?\s?(?:instructions?|prompts?|rules|guidelines|guide|checks?"
            rf"|proof|everything above){_REST}|(?:you are|act as|pretend to be|role-?play|system prompt"
            rf"|as an ai|reveal|print your|repeat your|developer mode|jailbreak){_REST}"
        ),
    ),
    (
        "the data are drawn as they are; no number is made up or changed",
        (
            rf"(?:ignore|disregard|forget)(?: \w+){{0,3}} (?:data|numbers?|values?|table|json"
            rf"|columns?){_REST}|(?:change|set|replace|edit|adjust|alter|fake|falsify|inflate|boost|invent"
            r"|make up|fabricate|round up|pad|modify|correct|extrapolate|impute|guess"
            rf"|fill in)(?: \w+){{0,2}} (?:the )?(?:data|numbers?|values?|scores?|results?|missing|accuracy"
            rf"|bars?|{{F}}|{{V}}|our|ours)(?:(?: \w+| {{S}})*? (?:to|by|with|as|so|from|for)(?! (?:a "
            rf"|the )?(?:line|bar|legend)){_REST})?|(?:draw|show|make|write|plot|display|report"
            r"|let)(?: (?!from|between|with|top|line|over|above|below|reference|threshold|target|shade)\w+"
            rf"| {{F}}| {{V}}){{0,4}} (?:as |be |to |at |is |reach "
            r"|equal to )?(?:exactly )?\d+(?:\.\d+)?\s?%(?! (?:confidence|ci|interval|stacked|bootstrap"
            rf"|error))(?: for {{S}}| instead| accuracy)*|(?:pretend|as if|assume|make it look (?:like|as"
            r"|better than|bigger|higher|larger)|look like"
            rf"|exaggerate|hide that){_REST}"
            rf"|(?:increase|raise|lower|reduce) (?:the )?(?:{{S}}|\w+)(?: \w+| {{S}}){{0,3}} (?:to"
            rf"|by) {{N}}{_REST}|add (?:an? |some |another )?(?:fake|made-up|invented|extra"
            rf"|imaginary|new) (?:{{F}}|{{V}}|\w+)(?: \w+)?(?: (?:at|with|of) {{N}}\s?%?)?|(?:predict"
            rf"|forecast|project|extend)(?: \w+| {{S}}){{0,3}} (?:to|until|for|beyond|into) {_REST}"
        ),
    ),
)
_STATED = (
    (
        "plots are flat: depth distorts lengths",
        (
            r"(?:(?:in|as|a|with|make it) )*3[- ]?d(?:imensional)?(?: (?:bars?|pies?|surfaces?|effects?"
            r"|charts?|plots?|look|style))*|three[- ]dimensional(?: \w+)?|surface plot|perspective"
        ),
    ),
    (
        "the picture is still",
        (
            r"(?:(?:with|an?|make it|and) )*(?:animat(?:ed?|ion|ions)|interactiv(?:e|ity)|gifs?|videos?"
            r"|hover(?:ing)?(?: (?:text|labels|tooltips))?|tooltips?|clickable|sliders?"
            r"|zoomable)(?: (?:version|plot|chart|figure|over \w+))?"
        ),
    ),
    (
        "the typefaces are those of the figure style, which is embedded in every format",
        (
            r"(?:(?:use|in|with|set|and|the|a|font|typeface):? )*"
            r"(?:(?:comic sans|times(?: new roman)?"
            r"|arial|helvetica"
            r"|calibri|computer modern|garamond|courier|roboto|futura|verdana|georgia|palatino"
            r"|cambria)(?: ms)?(?: (?:font|typeface))?(?:,? \d{1,2} ?(?:pt|px|points?))?"
            r"|(?:serif|sans[- ]serif|monospaced?|handwritten"
            r"|hand-?drawn|italic|different|custom|nice|large|larger|bigger|small|smaller|bold"
            r"|big)? ?(?:fonts?|typefaces?)(?: (?:size|family|of|to|at|=))*\s*(?:\d{1,2}(?: ?(?:pt|px"
            r"|points?))?)?)(?: for (?:the |all )?(?:labels?|titles?|ax[ie]s|text|everything))*"
            r"|\d{1,2} ?(?:pt|point)s? (?:fonts?|text|labels?)|(?:larger|bigger|smaller|bold"
            r"|italic) (?:text|labels?|titles?)"
        ),
    ),
    (
        "no pictures are placed in a plot",
        (
            r"(?:(?:with|add|put|include|use|place|an?|our|the|company|university) )*(?:logos?|icons?"
            r"|emojis?|pictograms?|images?|photos?|clip-?art|watermarks?|mascots?|flags)(?: (?:in|on|at|of"
            r"|for|as) (?:the |each )?\w+(?: \w+)?)*"
        ),
    ),
    (
        "ground, frame and effects belong to the figure style",
        (
            r"(?:(?:with|in|on|use|add|an?|the) )*(?:(?:dark|black|white|grey|gray|transparent|coloured"
            r"|colored|gradient|textured|blue|pink) (?:background|ground|mode|theme|canvas)|dark[- ]mode"
            r"|background colou?r(?: \w+)?|gradients?|(?:drop[- ])?shadows?|glow(?:ing)?|sparkles?|glitter"
            r"|rounded corners|borders?|frames?|textures?|hatch(?:ing|es|ed)?(?: patterns?)?"
            r"|pattern fills?|xkcd(?: style)?|hand[- ]drawn(?: style)?|sketch(?:y| style)?"
            r"|seaborn(?: style)?|ggplot(?: style)?|despine|neon(?: \w+)?)"
        ),
    ),
    (
        "line widths, marker sizes and opacity belong to the figure style",
        (
            r"(?:(?:with|use|make|set|the) )*(?:(?:thick|thin|thicker|thinner|bold|wider|wide|narrow"
            r"|narrower|heavy|fat)(?:er)? (?:lines?|bars?|markers?|curves?|strokes?)"
            r"|line ?-?widths?(?: (?:of |= ?)?\d+(?:\.\d+)?(?: ?pt)?)?|(?:bigger|larger|smaller|large"
            r"|small|tiny) (?:markers?|points?|dots?)|marker ?size(?: (?:of |= ?)?\d+)?|alpha(?: (?:of "
            r"|= ?)?0?\.\d+)?|opacity(?: (?:of |= ?)?\d+(?:\.\d+)?%?)?|(?:semi-?)?transparen(?:t"
            r"|cy)(?: \w+)?|bar width(?: (?:of |= ?)?0?\.\d+)?)"
        ),
    ),
    (
        "tick labels are turned, wrapped or thinned as their room needs",
        (
            r"(?:rotat(?:e|ed|ing)|tilt(?:ed)?|angled?|slant(?:ed)?|vertical"
            r"|diagonal)(?: the)? (?:[xy][- ](?:axis )?)?(?:tick )?(?:labels?|ticks?|names)(?: (?:by|at"
            r"|to) \d+ ?(?:°|degrees?)?)?|(?:[xy][- ](?:axis )?)?(?:tick )?labels? (?:rotated|tilted"
            r"|at \d+ ?(?:°|degrees?))(?: (?:by )?\d+ ?(?:°|degrees?)?)?|\d+ ?(?:°|degrees?) (?:rotation"
            r"|labels)"
        ),
    ),
    (
        "ticks are chosen by the engine",
        (
            r"(?:with |use |show |put |set )*(?:(?:[xy][- ])?(?:axis )?(?:major |minor )?ticks?(?: marks?"
            r"| labels?)? (?:every|at|of|each|only)\s+[^.;\n]{1,40}|minor ticks|(?:no"
            r"|without) ticks?(?: marks?| labels?)?|\d+ ticks)"
        ),
    ),
    (
        "significance tests are not computed",
        (
            r"(?:(?:with|add|show|mark|include|and) )*(?:(?:statistical )?significance(?: (?:stars?"
            r"|brackets?|levels?|markers?|tests?|bars?|asterisks?))*|p[- ]?values?|asterisks?|t[- ]tests?"
            r"|anova|wilcoxon(?: tests?)?|mann[- ]whitney|effect sizes?|stars for significance"
            r"|significance between \w+)"
        ),
    ),
    (
        "this chart is not in the grammar",
        (
            r"(?:(?:as|a|an|use) )*(?:sankey|treemaps?|tree maps?|sunbursts?|chord diagrams?"
            r"|network (?:graph|diagram|plot)s?|force[- ]directed graph|word ?clouds?|(?:choropleth"
            r"|geographic(?:al)?|world)(?: maps?)?|maps? of the world|gantt(?: charts?)?"
            r"|candlesticks?(?: charts?)?|contour(?:s| plots?)?|quiver plots?|vector field"
            r"|venn(?: diagrams?)?|dendrograms?|cluster(?:ed)? heat ?maps?|hexbins?|2d histograms?"
            r"|ternary plots?|gauges?|funnel(?: chart)?|marimekko|mosaic plots?|ridge ?(?:line|plot)s?"
            r"|joy ?plots?|rain ?cloud plots?|bland[- ]altman(?: plots?)?|q-?q plots?|upset plots?|t-?sne"
            r"|umap|pca(?: plot)?|tables?(?: below| of numbers)?)(?: (?:plots?|charts?|diagrams?))?"
        ),
    ),
    (
        "the aspect ratio is its own field of the request, aspect_ratio",
        (
            r"(?:(?:with|in|use|make it|an?|the|be|should be) )*(?:aspect ratio(?: "
            r"of)?\s*(?:\d+\s?[:/x×]\s?\d+)?|(?<!\d)(?:16:9|4:3|3:2|1:1|21:9|9:16"
            r"|2:1)(?! line)(?: (?:aspect(?: ratio)?|format|ratio))?|(?:square|wide(?:screen)?|tall"
            r"|portrait|landscape)(?: (?:figure|plot|format|aspect|layout|chart|ratio|shape))+"
            r"|figsize\s*=?\s*\(?[\d., ]+\)?)"
        ),
    ),
    (
        "the width follows the medium: one column, two columns or a slide",
        (
            r"(?:(?:with|at|in|make it|a) )*(?:(?:resolution|dpi|size|width|height)(?: of|="
            r"|:)?\s*\d+(?:\.\d+)?\s?(?:dpi|px|pixels|cm|mm|in(?:ches)?|x \d+)?|\d{2,4} ?(?:dpi|px|pixels"
            r"|inches|cm)(?: (?:wide|high|tall|resolution))?|4k)"
        ),
    ),
    (
        "logarithms are drawn to base 10",
        (
            r"log(?:2|e)(?:[- ]scale)?|natural log(?:arithm)?s?(?: scale)?|base[- ](?:2|two"
            r"|e)(?: log(?:arithm)?(?:ic)?)?(?: (?:scale|axis))?|ln scale"
        ),
    ),
    (
        "values are not recomputed; send the numbers that shall be shown",
        (
            r"(?:(?:plot|show|compute|calculate|as|the) )*(?:(?:relative|percentage|percent"
            r"|absolute) (?:improvements?|gains?|changes?|differences?|error reduction)(?: (?:over|to|from"
            r"|against|of|in) (?:the )?(?:baseline|{V}|{F}|\w+))?|difference from (?:the )?(?:baseline"
            r"|mean|{V})|speed-?ups? (?:over|relative to|compared to) (?:the )?(?:baseline|{V}|\w+)"
            r"|z[- ]scores?|standardi[sz](?:e|ed)(?: values?)?|normali[sz](?:e|ed)? (?:to"
            r"|by) (?:the )?(?:baseline|{V}|maximum|first)|(?:cumulative|running) (?:sums?|totals?|{F})"
            r"|rank(?:s|ed)? instead of values|ratios? of {F} to {F}|{F}\s?/\s?{F}(?: ratio)?"
            r"|{F} (?:divided by|minus|times"
            r"|per unit of) {F}|derivatives?)"
        ),
    ),
    (
        "colours come from the palettes, which stay apart for all readers",
        (
            r"(?:(?:in|use|with|using|make|the|a|an|paint|and|colou?r) )*(?:(?:{V}|{F}|bars?|lines?|points?|it"
            r"|them|everything|all) )?(?:(?:in|to|be) )?(?:#[0-9a-f]{3,8}(?:[ ,]+(?:and )?#[0-9a-f]{3,8})*"
            r"|rgba?\([^)]*\)|(?:viridis|magma|plasma|inferno|cividis|jet|rainbow|turbo|coolwarm|spectral"
            r"|tab10|tab20|set[123]|rdbu|blues|reds|greens|hot)(?: (?:colou?r ?map|palette|colou?rs|cmap"
            r"|scale))?|(?:cmap|palette|colou?rmap|colou?r scheme)\s*[=:]?\s*\w+|(?:brand|corporate"
            r"|university|company|our|neon|custom|fancy|warm|cool|earthy|jewel|metallic) colou?rs?"
            r"|(?:magenta|cyan|turquoise|navy|crimson|gold|silver|maroon|olive|lime|indigo|beige|lavender"
            r"|salmon|coral|white)(?: (?:bars?|lines?|points?|colou?r))?)"
        ),
    ),
    (
        "a single colour for everything is left to the palette",
        (
            r"(?:(?:in|use|with|using|make|paint|colou?r) )*(?:the |all |all the |every )*(?:bars?|lines?"
            r"|points?|boxes|everything|it|curves?)(?: (?:in|to be|as))? (?:red|orange|yellow|green|teal"
            r"|blue|purple|violet|pink|brown|black)(?! (?:and|&) white)|(?:use|in"
            r"|with) (?:shades of )?(?:red|orange|yellow|green|teal|blue|purple|violet|pink"
            r"|brown)(?:s)?(?: (?:and|,) (?:red|orange|yellow|green|teal|blue|purple|pink|brown"
            r"|black))*(?: (?:bars?|colou?rs?|lines?|tones?|only))?"
        ),
    ),
    (
        "texts and arrows stand only at data, reference lines and bands",
        (
            r"(?:(?:with|add|put|draw|and) )*(?:an? )?(?:arrows?|text ?box(?:es)?|call-?outs?|brackets?"
            r"|stars?|caption|foot-?notes?|sub-?titles?|equations? of the (?:line|fit)|r\^?2|r²|r-squared"
            r"|pearson r|correlation coefficient)(?: (?:pointing|from|to|in|on|at|for|between|below|under"
            r"|above|saying|with|reading) [^.;,\n]{1,60})?"
        ),
    ),
    (
        "units are taken from the data; numbers are not converted",
        (
            r"convert(?:ed|ing)? [^.;,\n]{1,60}|(?:in|as|to) (?:milliseconds|seconds|minutes|hours"
            r"|kilometres|miles|euros|dollars) instead(?: of \w+)?"
        ),
    ),
)


def hear_dangers(script: Script) -> Iterator[Refusal]:
    """Find instructions to a system, code, files, addresses and calls to invent numbers."""
    for reason, words in _RISKY:
        for said in script.take(rf"(?<![\w])(?:{words})"):
            yield Refusal(words=said.words[:400] or "…", reason=reason)


def hear_refusals(script: Script) -> Iterator[Refusal]:
    """Find what is outside the grammar."""
    for reason, words in _STATED:
        for said in script.take(rf"(?<!\w)(?:{words})(?!\w)"):
            yield Refusal(words=said.words[:400] or "…", reason=reason)
