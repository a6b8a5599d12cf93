"""Krippendorff's alpha against the values of the literature."""

import math
from typing import Any, get_args

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from stance.agreement import Agreement, agreement, set_agreement
from stance.codebook import Codebook
from stance.errors import CodebookError
from stance.records import Annotation, Kind

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
    (found,) = [each for each in agreement(annotations, codebook, replicates=200) if each.aspect == "label"]
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
    results = agreement(annotations, tiny_codebook, replicates=50)
    found = {result.label: result.alpha.value for result in results if result.aspect == "label"}
    assert found["weather"] == 1
    assert found["harvest"] == pytest.approx(1 - 2 / (6 * 2 / 7))


def test_a_conditional_default_is_a_code(tiny_codebook: Codebook) -> None:
    labels = ["absent", "storm", "absent"]
    annotations = [Annotation(f"d{i}", 0, "alarm", "", x, coder) for coder in "AB" for i, x in enumerate(labels)]
    assert one(annotations, tiny_codebook).alpha.value == 1


def test_an_unknown_label_is_an_error() -> None:
    with pytest.raises(CodebookError, match="task 't' has no label 'v9'"):
        agreement(rows({"A": "19", "B": "11"}), scale(ordinal=False))


def _masi(v1: NDArray[Any], v2: NDArray[Any], **_: Any) -> NDArray[np.float64]:
    """MASI distance of sets written as bit masks, in the form that the library takes."""
    pairs = np.broadcast(v1, v2)
    sets = [({i for i in range(2) if a >> i & 1}, {i for i in range(2) if b >> i & 1}) for a, b in pairs]
    return np.array([1 - _similarity(a, b) for a, b in sets]).reshape(pairs.shape)


def _similarity(a: set[int], b: set[int]) -> float:
    if a == b:
        return 1.0
    return (2 / 3 if a <= b or b <= a else 1 / 3) * len(a & b) / len(a | b)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=12))
def test_sets_have_the_alpha_of_the_library(codes: list[tuple[int, int]]) -> None:
    names = ["", "harvest", "weather", "harvest|weather"]
    book = _subjects()
    annotations = [
        Annotation(f"d{i}", 0, "subject", "", names[code], coder)
        for i, pair in enumerate(codes)
        for coder, code in zip("AB", pair, strict=True)
    ]
    found = next(r for r in agreement(annotations, book, replicates=2) if r.aspect == "set")
    assert found.level == "masi"
    if len(set(np.ravel(codes))) < 2:
        assert math.isnan(found.alpha.value)
    else:
        data = np.array(codes).T
        expected = krippendorff.alpha(data, value_domain=[0, 1, 2, 3], level_of_measurement=_masi)
        assert found.alpha.value == pytest.approx(expected)


def _subjects() -> Codebook:
    labels = [{"name": name, "definition": "A subject."} for name in ("harvest", "weather")]
    task = {"name": "subject", "kind": "multilabel", "question": "?", "labels": labels}
    return Codebook.model_validate({"name": "tiny", "version": "1.0.0", "tasks": [task]})


def test_what_stands_beside_a_target_is_compared_too() -> None:
    def row(index: int, target: str, coder: str, **more: Any) -> Annotation:
        return Annotation(f"d{index}", index, "t", target, "v1", coder, **more)

    annotations = [
        *(row(0, "CN", coder, intensity=2, source="VN", implied=True) for coder in "AB"),
        *(row(1, "CN", coder, intensity=-1, source=source) for coder, source in (("A", "VN"), ("B", None))),
        row(2, "CN", "A", intensity=-1),
        *(Annotation("d2", 2, "kind", "", "paragraph", coder) for coder in "AB"),
    ]
    found = {result.aspect: result.alpha for result in agreement(annotations, scale(ordinal=True), replicates=2)}
    assert set(found) == {"label", "intensity", "named", "source", "implied"}
    assert found["intensity"].value == found["implied"].value == 1
    assert found["source"].value < 1
    assert (found["named"].n, found["source"].n) == (3, 2)


def test_boilerplate_names_nobody_and_is_not_counted_as_agreed() -> None:
    rows_of = [Annotation("d0", i, "kind", "", kind, who) for who in "AB" for i, kind in enumerate(get_args(Kind))]
    rows_of += [Annotation("d0", 0, "t", "CN", "v1", who) for who in "AB"]
    found = {result.aspect: result for result in agreement(rows_of, scale(ordinal=True), replicates=2)}
    assert found["named"].alpha.n == len(get_args(Kind)) - 1


def test_kinds_of_line_are_compared_first() -> None:
    annotations = [
        Annotation("d0", i, "kind", "", kind, coder) for coder in "AB" for i, kind in enumerate(get_args(Kind))
    ]
    first = agreement(annotations, scale(ordinal=False), replicates=2)[0]
    assert (first.task, first.aspect, first.alpha.value, first.level) == ("kind", "label", 1, "nominal")


def test_replicates_that_are_all_undefined_give_no_interval() -> None:
    annotations = [
        *(Annotation("d0", 0, "t", "", "v1", coder) for coder in "AB"),
        *(Annotation("d1", 0, "t", "", "v2", coder) for coder in "AB"),
    ]
    undefined = [agreement(annotations, scale(ordinal=False), replicates=1, seed=seed)[0].alpha for seed in range(20)]
    assert {alpha.value for alpha in undefined} == {1.0}
    assert {math.isnan(alpha.low) for alpha in undefined} == {True, False}


def test_sets_of_no_codebook_are_compared() -> None:
    labels = {"A": ["irony", "", "irony|doubt"], "B": ["irony", "doubt", "doubt|irony"]}
    marks = [
        Annotation(f"d{i}", 0, "case", "", label, who) for who, given in labels.items() for i, label in enumerate(given)
    ]
    found = set_agreement(marks, task="case", replicates=2)
    assert (found.task, found.aspect, found.level, found.alpha.n) == ("case", "set", "masi", 3)
    assert 0 < found.alpha.value < 1
