"""``stance card``: build or check the model card of a run."""

from pathlib import Path

from stance.card import build_card, check_card
from stance.config import Invocation
from stance.settings import Settings

__all__ = ["run"]


class CardSettings(Settings):
    """Settings of ``stance card``; see conf/card.yaml."""

    run: str
    check: bool


def run(invocation: Invocation) -> None:
    """Write the card, or compare the one there with what the run's files give."""
    settings = CardSettings.of(invocation.settings)
    folder = Path(settings.run)
    if settings.check:
        check_card(folder)
        print(f"the card agrees with its run: {folder / 'model_card' / 'README.md'}")
    else:
        print(f"model card: {build_card(folder)}")
