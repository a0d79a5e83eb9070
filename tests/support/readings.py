"""Two tables and what is read of intents about them."""

from pb_adapters.planners.charts.reading import read_intent
from pb_core.domain.plots.wishes import HeardIntent, Wish
from pb_core.domain.tables.profile import TableProfile
from support.wish_plots import seen

PENGUINS = seen(
    [
        {
            "species": species, "island": island, "sex": sex, "year": year, "bill_length_mm": 40.0 + year % 7,
            "bill_depth_mm": 18.5, "body mass (g)": 4000 + year, "survived": year % 2, "label": "x",
        }
        for species in ("Adelie", "Gentoo", "Chinstrap")
        for island in ("Biscoe", "Dream")
        for sex in ("male", "female")
        for year in (2007, 2008, 2009)
    ]
)  # fmt: skip
RUNS = seen(
    [
        {
            "model": model, "seed": seed, "epoch": epoch, "train_loss": 1 / epoch, "val_loss": 1.5 / epoch,
            "lifeExp": 70.5, "pop": 1e6, "mpg": 20.5, "acc": 0.5, "acc_std": 0.1, "date": f"20{epoch + 10}-03-01",
        }
        for model in ("ResNet", "ViT", "Ours")
        for seed in (1, 2)
        for epoch in (1, 2, 3)
    ]
)  # fmt: skip


def read(intent: str, table: TableProfile = PENGUINS) -> HeardIntent:
    """What is read of an intent."""
    return read_intent(intent, table)


def wishes(intent: str, table: TableProfile = PENGUINS) -> tuple[Wish, ...]:
    """The wishes that are read of an intent."""
    return read(intent, table).wishes
