"""Words that have an order of their own: months, weekdays, sizes, levels, grades."""


def _scale(text: str) -> dict[str, int]:
    """Words by their place; ``/`` parts synonyms of one place."""
    return {word.strip(): place for place, step in enumerate(text.split("<")) for word in step.split("/")}


SCALES: tuple[dict[str, int], ...] = tuple(
    _scale(text)
    for text in (
        (
            "jan/january < feb/february < mar/march < apr/april < may < jun/june < jul/july < aug/august"
            " < sep/sept/september < oct/october < nov/november < dec/december"
        ),
        (
            "mon/monday < tue/tues/tuesday < wed/wednesday < thu/thur/thurs/thursday < fri/friday < sat/saturday"
            " < sun/sunday"
        ),
        "spring < summer < autumn/fall < winter",
        "q1 < q2 < q3 < q4",
        (
            "pico < nano < micro < tiny < mini < small < base < medium < large < xl/xlarge/x-large/extra large"
            " < xxl/xxlarge/xx-large/huge < giant < gigantic"
        ),
        "xxs < xs < s < m < l < xl < xxl < xxxl",
        "none < very low < low < medium/mid/med/moderate/middle < high < very high < extreme",
        "none < minimal < mild < moderate < severe < very severe/critical",
        "very easy < easy < medium/moderate < hard/difficult < very hard/very difficult/expert",
        "very slow < slow < medium < fast < very fast",
        "never < rarely/seldom < sometimes/occasionally < often/frequently < always",
        "none < few < some < many < most < all",
        "strongly disagree < disagree < somewhat disagree < neutral/neither < somewhat agree < agree < strongly agree",
        "very poor < poor < fair/average < good < very good < excellent",
        "very bad < bad < average/neutral/ok < good < very good/great",
        "worst < worse < same < better < best",
        "beginner < intermediate < advanced < expert",
        "first < second < third < fourth < fifth < sixth < seventh < eighth < ninth < tenth",
        "zero < one < two < three < four < five < six < seven < eight < nine < ten",
        "pre/before < during < post/after",
        "past < present < future",
        "train/training < val/valid/validation/dev/development < test/testing",
        "bronze < silver < gold < platinum",
        "primary < secondary < tertiary",
        "infant < child < adolescent/teen/teenager < adult < elderly/senior",
        "morning < noon/midday < afternoon < evening < night",
    )
)
"""Each maps the words of one scale, in lower case, to their places."""

SHORT_SIZES = _scale("n < t/ti < s < b < m < l < xl/x < h/xxl < g")
"""Sizes of models by a letter: an order only behind a shared prefix (``ViT-S``, ``ViT-B``)."""

GRADES = _scale("f- < f < f+ < d- < d < d+ < c- < c < c+ < b- < b < b+ < a- < a < a+")
"""School grades, worst first; plain letters alone are names."""
