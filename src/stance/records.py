"""The nouns of the data flow: frozen records whose ids come from their content."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from stance.provenance import sha256_bytes

__all__ = [
    "Annotation",
    "Document",
    "Item",
    "Kind",
    "Mention",
    "Paragraph",
    "PartnerLabel",
    "PartnerPrediction",
    "Prediction",
    "Rejection",
]

Kind = Literal["paragraph", "heading", "boilerplate"]


@dataclass(frozen=True, slots=True)
class Document:
    """One text with what is known of where it comes from.

    Parameters
    ----------
    name : str
        File stem or row id; names the document in predictions.
    text : str
        The whole text. Offsets of paragraphs and mentions count its code points.
    origin : str
        File (and row) it was read from.
    title, date, outlet, url, language, translated_from : str or None
        Metadata where present: ISO 8601 date, BCP 47 language codes.
    genre, family : str or None
        Genre of the document; id of its translation family (documents that render one text).
    author, parties : tuple of str
        Codes of the partners whose position unattributed text expresses, and of those it is about.
    """

    name: str
    text: str
    origin: str = ""
    title: str | None = None
    date: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    translated_from: str | None = None
    genre: str | None = None
    family: str | None = None
    author: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 of the text."""
        return sha256_bytes(self.text.encode())[:16]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One non-empty line of a document: the unit of coding.

    ``text == document.text[start:end]``. ``number`` is the clause or section number as a decimal
    string, whatever digits the text uses; ``heading`` is the text of the section it stands under.
    """

    document: str
    index: int
    start: int
    end: int
    text: str
    kind: Kind
    number: str | None = None
    heading: str | None = None
    language: str = "und"

    @property
    def id(self) -> str:
        """``document:index:hash``, the hash being 12 hexadecimal digits of the text's SHA-256."""
        return f"{self.document}:{self.index}:{sha256_bytes(self.text.encode())[:12]}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a paragraph that names a partner; offsets count code points of the paragraph."""

    partner: str
    start: int
    end: int
    surface: str
    implied: bool = False


@dataclass(frozen=True, slots=True)
class PartnerLabel:
    """A coded sentiment toward one partner, with the direction source → partner."""

    partner: str
    sentiment: str
    intensity: int | None = None
    source: str | None = None
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one annotator says of one item and task: a row of ``annotations.csv``.

    ``target`` is the partner for targeted tasks, else empty. ``label`` joins the labels of a
    multi-label task with ``|``; empty is the legal empty set.
    """

    document: str
    index: int
    task: str
    target: str
    label: str
    annotator: str
    intensity: int | None = None
    source: str | None = None
    implied: bool = False
    confidence: float | None = None

    @property
    def line(self) -> tuple[str, int]:
        """The line that is coded: document and index."""
        return self.document, self.index

    @property
    def place(self) -> str:
        """Where it stands: ``document:index``."""
        return f"{self.document}:{self.index}"

    @property
    def item(self) -> tuple[str, int, str, str]:
        """The thing that is coded: document, index, task and target."""
        return self.document, self.index, self.task, self.target


@dataclass(frozen=True, slots=True)
class Item:
    """What one label is about: a paragraph, or a paragraph and a partner.

    Parameters
    ----------
    id : str
        Unique within a task.
    text : str
        The paragraph.
    heading : str or None
        The section it stands under, as context.
    language : str
        Language of the paragraph.
    group : str
        What may never be cut by a split: the document's translation family, or the document.
    document : str
        The resampling unit of intervals.
    partner : str or None
        The partner asked about (targeted tasks only).
    spans : tuple of (int, int)
        Where the text speaks of that partner; empty where it is asked about without being named.
    """

    id: str
    text: str
    heading: str | None = None
    language: str = "und"
    group: str = ""
    document: str = ""
    partner: str | None = None
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerPrediction:
    """Sentiment toward one partner as predicted, with its mentions and direction."""

    partner: str
    sentiment: str
    probabilities: dict[str, float]
    intensity: int
    source: str | None
    implied: bool
    mentions: tuple[Mention, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the object of the public contract."""
        mentions = [{"start": m.start, "end": m.end, "surface": m.surface} for m in self.mentions]
        return {**asdict(self), "mentions": mentions}


@dataclass(frozen=True, slots=True)
class Prediction:
    """Everything predicted of one paragraph; the object that files, Python and HTTP share."""

    document: str
    index: int
    start: int
    end: int
    text: str
    kind: Kind
    number: str | None
    heading: str | None
    language: str
    language_seen: bool
    topics: tuple[str, ...]
    topic_probabilities: dict[str, float]
    scs_stance: str
    scs_stance_probabilities: dict[str, float]
    partners: tuple[PartnerPrediction, ...]
    abstained: tuple[str, ...]
    model: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON-ready object of the public contract."""
        plain = asdict(self)
        plain["topics"] = list(self.topics)
        plain["abstained"] = list(self.abstained)
        plain["partners"] = [partner.to_dict() for partner in self.partners]
        return plain


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file or row that could not be used: a row of ``quarantine.jsonl``."""

    file: str
    line: int | None
    reason: str
