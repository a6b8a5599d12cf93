"""Krippendorff's alpha against the values of the literature."""

import math

import pytest

from stance.agreement import Agreement, agreement
from stance.codebook import Codebook
from stance.errors import CodebookError
from stance.records import Annotation

# Krippendorff (2011), "Computing Krippendorff's alpha-reliability": four observers, twelve units.
FOUR_CODERS = {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "1233244125 1.".replace(" ", "")}


def scale(*, ordinal: bool) -> Codebook:
    labels = [{"name": f"v{value}", "definition": "A value."} for value in range(1, 6)]
    task = {"name": "t", "kind": "targeted", "question": "?", "labels": labels, "ordinal": ordinal}
    return Codebook.model_validate({"name": "scale", "version": "1.0.0", "tasks": [task]})


def rows(codes: dict[str, str], *, task: str = "t", per_document: int = 1) -> list[Annotation]:
    return [
        Annotation(f"d{unit // per_document}", unit % per_document, task, "", f"v{value}", coder)
        for coder, values in codes.items()
        for unit, value in enumerate(values)
        if value != "."
    ]


def one(annotations: list[Annotation], codebook: Codebook) -> Agreement:
    (found,) = agreement(annotations, codebook, replicates=200)
    return found


@pytest.mark.parametrize(("ordinal", "alpha"), [(False, 0.743), (True, 0.815)])
def test_krippendorffs_four_coders(ordinal: bool, alpha: float) -> None:
    found = one(rows(FOUR_CODERS), scale(ordinal=ordinal))
    assert found.alpha.value == pytest.approx(alpha, abs=5e-4)
    assert (found.alpha.n, found.annotators, found.level) == (11, 4, "ordinal" if ordinal else "nominal")


def test_krippendorffs_two_coders_of_a_binary_code() -> None:
    codes = {"A": "1211111121", "B": "2221121111"}
    assert one(rows(codes), scale(ordinal=False)).alpha.value == pytest.approx(0.095, abs=5e-4)


def test_interval_holds_the_value_and_counts_documents() -> None:
    alpha = one(rows(FOUR_CODERS, per_document=2), scale(ordinal=False)).alpha
    assert alpha.low < alpha.value < alpha.high
    assert alpha.clusters == 6


def test_one_document_has_no_interval() -> None:
    alpha = one(rows(FOUR_CODERS, per_document=12), scale(ordinal=False)).alpha
    assert math.isnan(alpha.low)
    assert math.isnan(alpha.high)
    assert alpha.value == pytest.approx(0.743, abs=5e-4)


def test_equal_seeds_give_equal_intervals() -> None:
    annotations = rows(FOUR_CODERS)
    assert one(annotations, scale(ordinal=False)) == one(annotations, scale(ordinal=False))


def test_a_single_code_leaves_alpha_undefined() -> None:
    assert math.isnan(one(rows({"A": "111", "B": "111"}), scale(ordinal=False)).alpha.value)


def test_nobody_to_agree_with() -> None:
    alpha = one(rows({"A": "123"}), scale(ordinal=False)).alpha
    assert (math.isnan(alpha.value), alpha.n) == (True, 0)


def test_a_recoded_item_counts_once() -> None:
    recoded = rows({"A": "55"}) + rows({"A": "12", "B": "12"})
    assert one(recoded, scale(ordinal=False)).alpha.value == 1


def test_multilabel_tasks_are_compared_label_by_label(tiny_codebook: Codebook) -> None:
    codes = {"A": ["weather", "harvest|weather", "", "harvest"], "B": ["weather", "weather", "", ""]}
    annotations = [
        Annotation(f"d{i}", 0, "subject", "", label, coder)
        for coder, given in codes.items()
        for i, label in enumerate(given)
    ]
    found = {result.label: result.alpha.value for result in agreement(annotations, tiny_codebook, replicates=50)}
    assert found["weather"] == 1
    assert found["harvest"] == pytest.approx(1 - 2 / (6 * 2 / 7))


def test_a_conditional_default_is_a_code(tiny_codebook: Codebook) -> None:
    labels = ["absent", "storm", "absent"]
    annotations = [Annotation(f"d{i}", 0, "alarm", "", x, coder) for coder in "AB" for i, x in enumerate(labels)]
    assert one(annotations, tiny_codebook).alpha.value == 1


def test_an_unknown_label_is_an_error() -> None:
    with pytest.raises(CodebookError, match="task 't' has no label 'v9'"):
        agreement(rows({"A": "19", "B": "11"}), scale(ordinal=False))
