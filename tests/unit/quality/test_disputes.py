"""Where coders differed."""

from dataclasses import replace

from stance.dataset import Corpus
from stance.quality import disputes
from stance.records import Annotation


def row(index: int, who: str, task: str = "topics", label: str = "trade", **more: object) -> Annotation:
    return Annotation("a", index, task, str(more.pop("target", "")), label, who, **more)  # type: ignore[arg-type]


def test_lines_are_counted_by_what_became_of_them(small_corpus: Corpus) -> None:
    rows = [
        *(row(0, who) for who in ("mai", "bao")),  # agreed
        row(1, "mai"), row(1, "bao", label="security|trade"), row(1, "judge"),  # differing
        *(row(2, who) for who in ("mai", "bao", "judge")),  # carried
        *(row(3, who) for who in ("mai", "bao")), row(3, "judge", label="security"),  # overruled
        *(row(4, who, "mood", "positive", target="CN", intensity=n) for who, n in (("mai", 1), ("bao", 2))),
    ]  # fmt: skip
    card = small_corpus.card.model_copy(update={"adjudicator": "judge"})
    corpus = replace(small_corpus, card=card, annotations=rows, hard_cases=[], paragraphs=small_corpus.paragraphs[:5])
    found = disputes(corpus)
    assert (found.lines, found.differing, found.carried, found.overruled) == (5, 2, 2, 1)
    assert found.aspects == {"topics": 1, "intensity": 1}


def test_sets_do_not_depend_on_the_order_of_their_labels(small_corpus: Corpus) -> None:
    rows = [row(0, "mai", label="trade|security"), row(0, "bao", label="security|trade")]
    assert disputes(replace(small_corpus, annotations=rows, hard_cases=[])).differing == 0
