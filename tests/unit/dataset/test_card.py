"""What corpus.yaml may say."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from stance.dataset.card import Floors, read_card
from stance.errors import DataError

CARD = {"name": "tiny", "version": "1.0.0", "license": "CC0", "statement": "Composed.", "splits": {"train": ["a"]}}


def read(folder: Path, **changes: Any) -> Any:
    (folder / "corpus.yaml").write_text(yaml.safe_dump(CARD | changes), encoding="utf-8")
    return read_card(folder)


def test_what_is_not_promised_is_not_checked(tmp_path: Path) -> None:
    card = read(tmp_path)
    assert card.floors == Floors()
    assert (card.reference, card.adjudicator, list(card.known_issues)) == ("tiny@1.0.0", "", [])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"licence": "CC0"}, "unknown key 'licence'; did you mean 'license'?"),
        ({"version": None}, "keys without a value: version"),
        ({"splits": ["a"]}, "splits=['a']"),
        ({"floors": {"documents": "many"}}, "floors.documents='many'"),
        ({"floors": {"dokuments": 3}}, "unknown key 'floors.dokuments'"),
    ],
)
def test_a_mistake_is_named_in_one_line(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, **changes)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
