"""The corpus: documents and their annotations on disk, joined into gold paragraphs and `datasets` tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from stance.aggregation import majority
from stance.annotations import check_labels, read_annotations
from stance.codebook import Codebook, load_codebook
from stance.errors import DataError, choose
from stance.provenance import sha256_json
from stance.records import Annotation, Document, Paragraph, PartnerLabel
from stance.segmentation.numbering import parse_number
from stance.segmentation.paragraphs import line_spans

if TYPE_CHECKING:
    import datasets

__all__ = ["SPLITS", "CodedParagraph", "Corpus", "load_corpus", "read_corpus"]

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class CodedParagraph:
    """A line of a document with its gold codes."""

    paragraph: Paragraph
    document: Document
    topics: tuple[str, ...] = ()
    scs_stance: str = "none"
    partners: tuple[PartnerLabel, ...] = ()

    @property
    def group(self) -> str:
        """What no split may cut: the translation family where there is one, else the document."""
        return self.document.family or self.document.name


@dataclass(frozen=True)
class Corpus:
    """Documents, their lines and every annotation of them.

    Parameters
    ----------
    name, version, statement, license : str
        As ``corpus.yaml`` gives them; the statement says what kind of text this is and who coded it.
    documents : mapping of str to Document
    paragraphs : sequence of CodedParagraph
        Every line with its gold codes, by document and index.
    annotations : sequence of Annotation
        All coders' codes, long form.
    splits : mapping of str to sequence of str
        Names of the documents in ``train``, ``validation`` and ``test``.
    """

    name: str
    version: str
    statement: str
    license: str
    documents: Mapping[str, Document]
    paragraphs: Sequence[CodedParagraph]
    annotations: Sequence[Annotation]
    splits: Mapping[str, Sequence[str]]

    @cached_property
    def sha256(self) -> str:
        """Hash of all documents with what is known of them, codes and splits."""
        rows = [[a.item, a.label, a.annotator, a.intensity, a.source, a.implied] for a in self.annotations]
        documents = {name: asdict(document) for name, document in self.documents.items()}
        return sha256_json([documents, rows, {name: list(part) for name, part in self.splits.items()}])

    def split(self, name: str) -> list[CodedParagraph]:
        """Return the lines of one split.

        Raises
        ------
        DataError
            If there is no such split.
        """
        if name not in self.splits:
            raise DataError(f"corpus {self.name!r} has no split {name!r}; {choose(name, self.splits)}")
        chosen = set(self.splits[name])
        return [coded for coded in self.paragraphs if coded.document.name in chosen]


def read_corpus(folder: str | Path | None = None, *, codebook: Codebook | None = None) -> Corpus:
    """Read a corpus folder: ``corpus.yaml``, ``documents/**/*.md`` and ``annotations/*.csv``.

    Parameters
    ----------
    folder : str or Path, optional
        By default the corpus that ships.
    codebook : Codebook, optional
        What the annotations must agree with; by default the diplomatic one.

    Raises
    ------
    DataError
        If a file is missing or documents, annotations and splits do not fit together.
    CodebookError
        If an annotation uses a label that the codebook lacks.
    """
    root = Path(str(folder)) if folder else Path(str(resources.files("stance.corpus")))
    book = codebook or load_codebook()
    card = _card(root)
    documents = _by_name(_documents(root / "documents"))
    annotations = [row for file in sorted((root / "annotations").glob("*.csv")) for row in read_annotations(file)]
    check_labels(annotations, book)
    _check_splits(card["splits"], documents)
    paragraphs = list(_coded(documents, annotations, book))
    return Corpus(
        card["name"],
        card["version"],
        card["statement"],
        card["license"],
        documents,
        paragraphs,
        annotations,
        card["splits"],
    )


def load_corpus(folder: str | Path | None = None) -> "datasets.DatasetDict":
    """Return a corpus as a `datasets.DatasetDict` with splits train, validation and test.

    One row is one line of a document; ``partners`` is a list of ``{partner, sentiment, intensity,
    source, implied}``.

    Examples
    --------
    >>> import stance
    >>> sorted(stance.load_corpus())
    ['test', 'train', 'validation']
    """
    import datasets

    corpus = read_corpus(folder)
    features = _features()
    return datasets.DatasetDict(
        {name: datasets.Dataset.from_list(_rows(corpus.split(name)), features=features) for name in SPLITS}
    )


def _card(root: Path) -> dict[str, Any]:
    path = root / "corpus.yaml"
    try:
        card = _mapping(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise DataError(f"{str(root)!r} is no corpus folder: corpus.yaml cannot be read ({error.strerror})") from error
    missing = [key for key in ("name", "version", "statement", "license", "splits") if not card.get(key)]
    if missing:
        raise DataError(f"{path}: keys without a value: {', '.join(missing)}")
    return card


def _mapping(text: str, origin: str) -> dict[str, Any]:
    try:
        content = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise DataError(f"{origin}: not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise DataError(f"{origin}: keys and values are expected, as YAML (in a document between lines of ---)")
    return content


def _documents(folder: Path) -> Iterator[Document]:
    allowed = {field.name for field in fields(Document)} - {"name", "text", "origin"}
    for file in sorted(folder.rglob("*.md")):
        try:
            content = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{file}: the document cannot be read as UTF-8: {error}") from error
        _, _, rest = content.partition("---\n")
        front, _, text = rest.partition("\n---\n")
        meta = _mapping(front, str(file))
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
    listed = [name for split in SPLITS for name in splits.get(split, ())]
    if sorted(listed) != sorted(documents):
        odd = sorted(set(listed) ^ set(documents)) or sorted(listed)
        raise DataError(f"every document belongs to exactly one split of {', '.join(SPLITS)}; not so: {odd[0]!r}")
    family_of: dict[str, set[str]] = {}
    for split in SPLITS:
        for name in splits[split]:
            family_of.setdefault(documents[name].family or name, set()).add(split)
    cut = sorted(family for family, parts in family_of.items() if len(parts) > 1)
    if cut:
        raise DataError(f"translation family {cut[0]!r} is cut by splits {', '.join(sorted(family_of[cut[0]]))}")


def _coded(
    documents: Mapping[str, Document], annotations: Sequence[Annotation], codebook: Codebook
) -> Iterator[CodedParagraph]:
    by_line: dict[tuple[str, int], list[Annotation]] = {}
    for gold in majority(annotations, codebook):
        by_line.setdefault((gold.annotation.document, gold.annotation.index), []).append(gold.annotation)
    for document in documents.values():
        heading = None
        for index, (start, end) in enumerate(line_spans(document.text)):
            line = document.text[start:end]
            codes = by_line.pop((document.name, index), None)
            if codes is None:
                raise DataError(f"line {index} of document {document.name!r} has no annotation")
            coded = _one(document, index, (start, line), heading, _Codes(codes, codebook))
            heading = line if coded.paragraph.kind == "heading" else heading
            yield coded
    if by_line:
        name, index = min(by_line)
        raise DataError(f"an annotation is of line {index} of document {name!r}, which is not there")


class _Codes:
    """The gold codes of one line, by kind of task."""

    def __init__(self, codes: Sequence[Annotation], codebook: Codebook) -> None:
        self.codes, self.codebook = codes, codebook

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
    return CodedParagraph(paragraph, document, codes.topics(), codes.stance(), codes.partners())


def _partner(code: Annotation) -> PartnerLabel:
    return PartnerLabel(code.target, code.label, code.intensity, code.source, code.implied)


def _rows(coded: Sequence[CodedParagraph]) -> list[dict[str, Any]]:
    return [
        {
            "id": c.paragraph.id,
            "document": c.document.name,
            "index": c.paragraph.index,
            "language": c.paragraph.language,
            "genre": c.document.genre,
            "family": c.document.family,
            "kind": c.paragraph.kind,
            "number": c.paragraph.number,
            "heading": c.paragraph.heading,
            "text": c.paragraph.text,
            "topics": list(c.topics),
            "scs_stance": c.scs_stance,
            "partners": [
                {"partner": p.partner, "sentiment": p.sentiment, "intensity": p.intensity}
                | {"source": p.source, "implied": p.implied}
                for p in c.partners
            ],
        }
        for c in coded
    ]


def _features() -> "datasets.Features":
    import datasets

    text = datasets.Value("string")
    partner = {"partner": text, "sentiment": text, "intensity": datasets.Value("int32")}
    partner |= {"source": text, "implied": datasets.Value("bool")}
    names = ("id", "document", "language", "genre", "family", "kind", "number", "heading", "text", "scs_stance")
    columns: dict[str, Any] = dict.fromkeys(names, text)
    columns |= {"index": datasets.Value("int32"), "topics": datasets.List(text), "partners": datasets.List(partner)}
    return datasets.Features(columns)
