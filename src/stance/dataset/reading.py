"""A corpus folder read: documents with front matter, annotations, and the gold codes they give."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from stance.aggregation import adjudicated
from stance.annotations import check_labels, read_annotations
from stance.codebook import Codebook, load_codebook
from stance.dataset.card import CorpusCard, read_card, read_utf8, yaml_mapping
from stance.dataset.corpus import HARD_CASE, SPLITS, CodedParagraph, Corpus
from stance.dataset.releases import require_current
from stance.errors import DataError, choose
from stance.records import Annotation, Document, Paragraph, PartnerLabel
from stance.segmentation.numbering import parse_number
from stance.segmentation.paragraphs import line_spans

__all__ = ["read_corpus"]


def read_corpus(folder: str | Path | None = None, *, codebook: Codebook | None = None) -> Corpus:
    """Read a corpus folder: ``corpus.yaml``, ``documents/**/*.md`` and ``annotations/**/*.csv``.

    Parameters
    ----------
    folder : str or Path, optional
        By default the corpus that ships, which ``name@version`` names too.
    codebook : Codebook, optional
        What the annotations must agree with; by default the diplomatic one.

    Raises
    ------
    DataError
        If a file is missing or documents, annotations and splits do not fit together.
    CodebookError
        If an annotation uses a label that the codebook lacks.
    """
    root = _root(folder)
    book = codebook or load_codebook()
    card = read_card(root)
    documents = _by_name(_documents(root / "documents"))
    rows = [row for file in sorted((root / "annotations").rglob("*.csv")) for row in read_annotations(file)]
    annotations = [row for row in rows if row.task != HARD_CASE]
    marks = [row for row in rows if row.task == HARD_CASE]
    check_labels(annotations, book)
    _check_marks(marks, annotations, card)
    _check_splits(card.splits, documents)
    paragraphs = list(_coded(documents, (annotations, marks), card, book))
    return Corpus(card, documents, paragraphs, annotations, marks, _datasheet(root))


def _datasheet(root: Path) -> str:
    path = root / "datasheet.md"
    return read_utf8(path).strip() if path.is_file() else ""


def _root(folder: str | Path | None) -> Path:
    if isinstance(folder, str) and "@" in folder and not Path(folder).exists():
        require_current(folder)
        folder = None
    return Path(folder) if folder else Path(str(resources.files("stance.corpus")))


def _check_marks(marks: Sequence[Annotation], annotations: Sequence[Annotation], card: CorpusCard) -> None:
    coded = {row.line for row in annotations}
    for row in marks:
        where = f"line {row.index} of document {row.document!r}"
        if row.line not in coded:
            raise DataError(f"a hard case is marked on {where}, which has no annotation")
        for case in row.label.split("|"):
            if case not in card.hard_cases:
                raise DataError(f"{where}: unknown hard case {case!r}; {choose(case, card.hard_cases)}")


def _documents(folder: Path) -> Iterator[Document]:
    allowed = {field.name for field in fields(Document)} - {"name", "text", "origin"}
    for file in sorted(folder.rglob("*.md")):
        content = read_utf8(file, what="document")
        opening, _, rest = content.removeprefix("\ufeff").partition("---\n")
        front, _, text = rest.partition("\n---\n")
        if opening.strip():
            raise DataError(f"{file}: text stands before the front matter, or there is none between lines of ---")
        meta = yaml_mapping(front, str(file))
        for key in meta:
            if key not in allowed:
                raise DataError(f"{file}: unknown key {key!r}; {choose(str(key), allowed)}")
        known = {key: _field(key, value, file) for key, value in meta.items()}
        yield Document(name=file.stem, text=text, origin=file.name, **known)


def _field(key: str, value: Any, file: Path) -> Any:
    """Check one value of a front matter, where YAML reads ``NO`` as false and a list may be forgotten."""
    if key in {"author", "parties"}:
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            raise DataError(f"{file}: {key} is {value!r}; write a list of codes in quotes, as ['VN', 'KZ']")
        return tuple(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is not None and not isinstance(value, str):
        raise DataError(f"{file}: {key} is read as {value!r}, which is no text; put it in quotes")
    return value


def _by_name(documents: Iterator[Document]) -> dict[str, Document]:
    """Key documents by their names, which are the stems of their files in whatever folder."""
    named: dict[str, Document] = {}
    for document in documents:
        if named.setdefault(document.name, document) is not document:
            raise DataError(f"two documents have the name {document.name!r}; rename one of their files")
    return named


def _check_splits(splits: Mapping[str, Sequence[str]], documents: Mapping[str, Document]) -> None:
    if set(splits) != set(SPLITS):
        given = ", ".join(map(repr, splits))
        raise DataError(f"corpus.yaml: splits are {given}; list {', '.join(SPLITS)}, one that has no document as []")
    listed = Counter(name for split in SPLITS for name in splits[split])
    for name in sorted(listed.keys() - documents.keys()):
        raise DataError(f"corpus.yaml: a split lists {name!r}, but documents/ has no {name}.md")
    for name in sorted(documents.keys() - listed.keys()):
        raise DataError(f"corpus.yaml: document {name!r} is in no split; list it in one of {', '.join(SPLITS)}")
    for name in sorted(name for name, times in listed.items() if times > 1):
        raise DataError(f"corpus.yaml: document {name!r} is listed {listed[name]} times in the splits; once is allowed")
    family_of: dict[str, set[str]] = {}
    for split in SPLITS:
        for name in splits[split]:
            family_of.setdefault(documents[name].family or name, set()).add(split)
    cut = sorted(family for family, parts in family_of.items() if len(parts) > 1)
    if cut:
        raise DataError(f"translation family {cut[0]!r} is cut by splits {', '.join(sorted(family_of[cut[0]]))}")


def _coded(
    documents: Mapping[str, Document],
    rows: tuple[Sequence[Annotation], Sequence[Annotation]],
    card: CorpusCard,
    codebook: Codebook,
) -> Iterator[CodedParagraph]:
    annotations, marks = rows
    by_line: dict[tuple[str, int], list[Annotation]] = {}
    for gold in adjudicated(annotations, codebook, adjudicator=card.adjudicator):
        by_line.setdefault(gold.annotation.line, []).append(gold.annotation)
    cases = _cases(marks, annotations, card)
    for document in documents.values():
        heading = None
        for index, (start, end) in enumerate(line_spans(document.text)):
            line = document.text[start:end]
            codes = by_line.pop((document.name, index), None)
            if codes is None:
                raise DataError(f"line {index} of document {document.name!r} has no annotation")
            found = cases.get((document.name, index), ())
            coded = _one(document, index, (start, line), heading, _Codes(codes, codebook, found))
            heading = line if coded.paragraph.kind == "heading" else heading
            yield coded
    if by_line:
        name, index = min(by_line)
        raise DataError(f"an annotation is of line {index} of document {name!r}, which is not there")


def _cases(
    marks: Sequence[Annotation], annotations: Sequence[Annotation], card: CorpusCard
) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the hard cases of each line: the adjudicator's where they coded the line, else every coder's."""
    settled = {row.line for row in annotations if row.annotator == card.adjudicator}
    found: dict[tuple[str, int], set[str]] = {}
    for row in marks:
        line = row.line
        if line not in settled or row.annotator == card.adjudicator:
            found.setdefault(line, set()).update(row.label.split("|"))
    return {line: tuple(case for case in card.hard_cases if case in cases) for line, cases in found.items()}


class _Codes:
    """The gold codes of one line, by kind of task."""

    def __init__(self, codes: Sequence[Annotation], codebook: Codebook, cases: tuple[str, ...]) -> None:
        self.codes, self.codebook, self.cases = codes, codebook, cases

    def label(self, task: str, default: str) -> str:
        return next((code.label for code in self.codes if code.task == task), default)

    def topics(self) -> tuple[str, ...]:
        task = self.codebook.only("multilabel")
        return tuple(label for label in self.label(task.name, "").split("|") if label) if task else ()

    def stance(self) -> str:
        task = self.codebook.only("conditional")
        return self.label(task.name, task.default or "") if task else ""

    def partners(self) -> tuple[PartnerLabel, ...]:
        task = self.codebook.only("targeted")
        return tuple(_partner(code) for code in self.codes if task and code.task == task.name)


def _one(document: Document, index: int, line: tuple[int, str], heading: str | None, codes: _Codes) -> CodedParagraph:
    start, text = line
    kind: Any = codes.label("kind", "paragraph")
    number = parse_number(text) if kind != "boilerplate" else None
    paragraph = Paragraph(
        document=document.name,
        index=index,
        start=start,
        end=start + len(text),
        text=text,
        kind=kind,
        number=number.value if number else None,
        heading=heading if kind != "boilerplate" else None,
        language=document.language or "und",
    )
    return CodedParagraph(paragraph, document, codes.topics(), codes.stance(), codes.partners(), codes.cases)


def _partner(code: Annotation) -> PartnerLabel:
    return PartnerLabel(code.target, code.label, code.intensity, code.source, code.implied)
