"""The corpus as a value: coded paragraphs, their documents, all annotations and the splits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from stance.dataset.card import CorpusCard
from stance.errors import DataError, choose
from stance.provenance import sha256_json
from stance.records import Annotation, Document, Paragraph, PartnerLabel

__all__ = ["HARD_CASE", "SPLITS", "CodedParagraph", "Corpus"]

HARD_CASE = "hard_case"  # the task under which coders mark them
SPLITS = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class CodedParagraph:
    """A line of a document with its gold codes, and the kinds of hard case that it is an example of."""

    paragraph: Paragraph
    document: Document
    topics: tuple[str, ...] = ()
    scs_stance: str = "none"
    partners: tuple[PartnerLabel, ...] = ()
    hard_cases: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """What no split may cut: the translation family where there is one, else the document."""
        return self.document.family or self.document.name

    @property
    def place(self) -> str:
        """Where it stands: ``document:index``."""
        return f"{self.document.name}:{self.paragraph.index}"


@dataclass(frozen=True)
class Corpus:
    """Documents, their lines and every annotation of them.

    Parameters
    ----------
    card : CorpusCard
        What the corpus says of itself.
    documents : mapping of str to Document
    paragraphs : sequence of CodedParagraph
        Every line with its gold codes, by document and index.
    annotations : sequence of Annotation
        All coders' codes, long form.
    hard_cases : sequence of Annotation
        All coders' marks of hard cases, long form: task ``hard_case``, kinds joined with ``|``.
    datasheet : str
        The makers' answers to the questions of a datasheet, Markdown from ``datasheet.md``; may be empty.
    """

    card: CorpusCard
    documents: Mapping[str, Document]
    paragraphs: Sequence[CodedParagraph]
    annotations: Sequence[Annotation]
    hard_cases: Sequence[Annotation] = ()
    datasheet: str = ""

    @property
    def name(self) -> str:
        """Name of the corpus."""
        return self.card.name

    @property
    def version(self) -> str:
        """Version of the corpus."""
        return self.card.version

    @property
    def splits(self) -> Mapping[str, Sequence[str]]:
        """Names of the documents of each split."""
        return self.card.splits

    @property
    def languages(self) -> list[str]:
        """Languages of its lines, sorted; ``und`` is that of documents that declare none."""
        return sorted({line.paragraph.language for line in self.paragraphs})

    @cached_property
    def sha256(self) -> str:
        """Hash of all documents with what is known of them, codes, hard cases and splits."""
        rows = [
            [a.item, a.label, a.annotator, a.intensity, a.source, a.implied]
            for a in (*self.annotations, *self.hard_cases)
        ]
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

    def in_language(self, language: str) -> list[CodedParagraph]:
        """Return the lines of one language."""
        return [line for line in self.paragraphs if line.paragraph.language == language]

    def resplit(self, splits: Mapping[str, Sequence[str]]) -> "Corpus":
        """Return the same corpus with other splits."""
        return replace(self, card=self.card.model_copy(update={"splits": splits}))

    def keep(self, names: Collection[str]) -> "Corpus":
        """Return the part of the corpus that these documents make, each in the split it was in."""
        part = replace(
            self,
            documents={name: each for name, each in self.documents.items() if name in names},
            paragraphs=[line for line in self.paragraphs if line.document.name in names],
            annotations=[row for row in self.annotations if row.document in names],
            hard_cases=[row for row in self.hard_cases if row.document in names],
        )
        return part.resplit({split: [n for n in listed if n in names] for split, listed in self.splits.items()})
