import numpy as np
import pytest

from stance.codebook import Codebook
from stance.dataset import CodedParagraph, Corpus
from stance.errors import CodebookError
from stance.items import paragraph_item, partner_item, task_data
from stance.partners import PartnerFinder
from stance.records import Document, Mention, Paragraph, PartnerLabel

FINDER = PartnerFinder()
DOCUMENT = Document(name="d", text="", family="f1", parties=("VN", "KZ"), language="en")


def coded(text: str, *, kind: str = "paragraph", **codes: object) -> CodedParagraph:
    line = Paragraph("d", 3, 0, len(text), text, kind, None, "Trade", "en")  # type: ignore[arg-type]
    return CodedParagraph(line, DOCUMENT, **codes)  # type: ignore[arg-type]


def test_boilerplate_is_left_out(codebook: Codebook) -> None:
    lines = [coded("Source: x", kind="boilerplate"), coded("Trade grew.", topics=("trade",))]
    data = task_data(lines, codebook.task("topics"), codebook, FINDER)
    assert [item.text for item in data.items] == ["Trade grew."]


def test_multilabel_rows_follow_the_codebook(codebook: Codebook) -> None:
    lines = [coded("a", topics=("security", "politics")), coded("b")]
    data = task_data(lines, codebook.task("topics"), codebook, FINDER)
    assert data.labels.tolist() == [[1, 0, 1, 0, 0, 0], [0] * 6]
    assert np.isnan(data.intensity).all()


def test_a_conditional_task_takes_only_lines_where_its_condition_holds(codebook: Codebook) -> None:
    lines = [coded("a", topics=("trade",)), coded("b", topics=("south_china_sea",), scs_stance="restraint")]
    data = task_data(lines, codebook.task("scs_stance"), codebook, FINDER)
    assert [
        (item.text, codebook.task("scs_stance").label_names[label])
        for item, label in zip(data.items, data.labels, strict=True)
    ] == [("b", "restraint")]


def test_a_targeted_task_has_one_item_for_each_coded_partner(codebook: Codebook) -> None:
    partners = (PartnerLabel("JP", "positive", 2), PartnerLabel("FR", "negative"))
    data = task_data([coded("Japan helped.", partners=partners)], codebook.task("partner_sentiment"), codebook, FINDER)
    assert [item.partner for item in data.items] == ["JP", "FR"]
    assert [item.spans for item in data.items] == [((0, 5),), ()]
    assert data.labels.tolist() == [2, 0]
    np.testing.assert_array_equal(data.intensity, [2, np.nan])


def test_the_two_parties_are_seen_where_both_sides_stands(codebook: Codebook) -> None:
    partners = (PartnerLabel("KZ", "positive"),)
    data = task_data(
        [coded("Both sides agreed.", partners=partners)], codebook.task("partner_sentiment"), codebook, FINDER
    )
    assert data.items[0].spans == ((0, 10),)


def test_named_mentions_are_seen_rather_than_implied_ones() -> None:
    line = Paragraph("d", 0, 0, 30, "Both sides met; Japan agreed.", "paragraph")
    mentions = [Mention("JP", 0, 10, "Both sides", implied=True), Mention("JP", 16, 21, "Japan")]
    assert partner_item(line, "JP", mentions).spans == ((16, 21),)
    assert partner_item(line, "JP", mentions[:1]).spans == ((0, 10),)
    assert partner_item(line, "FR", mentions).spans == ()


def test_items_carry_the_group_that_no_split_may_cut(codebook: Codebook) -> None:
    data = task_data([coded("a", topics=("trade",))], codebook.task("topics"), codebook, FINDER)
    assert (data.items[0].group, data.documents) == ("f1", ["d"])
    assert paragraph_item(coded("a").paragraph).group == "d"


def test_a_label_that_the_task_lacks_is_refused(codebook: Codebook) -> None:
    odd = coded("a", topics=("south_china_sea",), scs_stance="shrug")
    with pytest.raises(CodebookError, match=r"'shrug' is no label of task 'scs_stance'; allowed: rules_based"):
        task_data([odd], codebook.task("scs_stance"), codebook, FINDER)


def test_take_keeps_items_and_labels_together(codebook: Codebook, small_corpus: Corpus) -> None:
    data = task_data(small_corpus.split("validation"), codebook.task("partner_sentiment"), codebook, FINDER)
    part = data.take(np.array([4, 1]))
    assert part.items == [data.items[4], data.items[1]]
    assert part.labels.tolist() == [data.labels[4], data.labels[1]]


@pytest.mark.parametrize("task", ["topics", "scs_stance", "partner_sentiment"])
def test_ids_are_unique_within_a_task(task: str, codebook: Codebook, small_corpus: Corpus) -> None:
    ids = [item.id for item in task_data(small_corpus.paragraphs, codebook.task(task), codebook, FINDER).items]
    assert len(ids) == len(set(ids)) > 50
