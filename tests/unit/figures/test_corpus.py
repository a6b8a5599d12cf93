"""Figures of a corpus."""

from pathlib import Path

from stance.codebook import Codebook
from stance.dataset import Corpus
from stance.figures import draw_corpus
from stance.quality import compose_table


def test_figures_are_drawn_twice_with_equal_bytes(small_corpus: Corpus, codebook: Codebook, tmp_path: Path) -> None:
    whole = compose_table(small_corpus.paragraphs, codebook)
    parts = {
        language: compose_table([x for x in small_corpus.paragraphs if x.paragraph.language == language], codebook)
        for language in ("bn", "en")
    }
    drawn = [draw_corpus(whole, parts, codebook, tmp_path / name) for name in ("a", "b")]
    assert [path.name for path in drawn[0]] == ["labels.png", "partners.png"]
    for one, other in zip(*drawn, strict=True):
        assert one.read_bytes().startswith(b"\x89PNG")
        assert one.read_bytes() == other.read_bytes()


def test_other_counts_give_another_figure(small_corpus: Corpus, codebook: Codebook, tmp_path: Path) -> None:
    half = small_corpus.paragraphs[: len(small_corpus.paragraphs) // 2]
    pictures = []
    for name, lines in (("all", small_corpus.paragraphs), ("half", half)):
        held = compose_table(lines, codebook)
        pictures.append([path.read_bytes() for path in draw_corpus(held, {"en": held}, codebook, tmp_path / name)])
    assert pictures[0][0] != pictures[1][0]
    assert pictures[0][1] != pictures[1][1]
