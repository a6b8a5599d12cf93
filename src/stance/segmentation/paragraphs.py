"""Documents to paragraphs: one for every line that is not empty, with exact offsets."""

from collections.abc import Iterator, Sequence

from stance.records import Document, Kind, Paragraph
from stance.segmentation.kinds import line_kinds
from stance.segmentation.language import LanguageIdentifier
from stance.segmentation.numbering import Number, numbers

__all__ = ["line_spans", "segment"]

_INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


def segment(document: Document, identifier: LanguageIdentifier | None = None) -> list[Paragraph]:
    r"""Cut a document into paragraphs.

    Lines end where ``str.splitlines`` says: ``\n``, ``\r\n``, ``\r``, vertical tab, form feed, ``\x1c`` to
    ``\x1e``, ``\x85``, U+2028 and U+2029. White space of any kind (U+3000 and no-break spaces as well)
    and invisible format characters are left out at both ends of a line; a line of nothing else is empty.

    Parameters
    ----------
    document : Document
        The document.
    identifier : LanguageIdentifier, optional
        Give one where many documents are cut, so that its model is loaded once.

    Returns
    -------
    list of Paragraph
        One per non-empty line, in order, ``paragraph.text == document.text[start:end]``.
    """
    spans = list(line_spans(document.text))
    texts = [document.text[start:end] for start, end in spans]
    kinds = line_kinds(texts)
    counted = [None if kind == "boilerplate" else number for kind, number in zip(kinds, numbers(texts), strict=True)]
    headings = _headings(texts, kinds, counted)
    languages = (identifier or LanguageIdentifier()).lines(texts, document.language)
    return [
        Paragraph(
            document=document.name,
            index=i,
            start=start,
            end=end,
            text=texts[i],
            kind=kinds[i],
            number=number.value if (number := counted[i]) else None,
            heading=headings[i],
            language=languages[i],
        )
        for i, (start, end) in enumerate(spans)
    ]


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every non-empty line, without what is invisible around it."""
    offset = 0
    for line in text.splitlines(keepends=True):
        start, end = 0, len(line)
        while start < end and _is_blank(line[start]):
            start += 1
        while start < end and _is_blank(line[end - 1]):
            end -= 1
        if start < end:
            yield offset + start, offset + end
        offset += len(line)


def _is_blank(character: str) -> bool:
    return character.isspace() or character in _INVISIBLE


def _headings(texts: Sequence[str], kinds: Sequence[Kind], counted: Sequence[Number | None]) -> list[str | None]:
    """Return the heading that each line stands under; a sub-heading stands under its numbered section."""
    section: str | None = None
    nearest: str | None = None
    result: list[str | None] = []
    for text, kind, number in zip(texts, kinds, counted, strict=True):
        if kind != "heading":
            result.append(nearest if kind == "paragraph" else None)
        elif number:
            section = nearest = text
            result.append(None)
        else:
            result.append(section)
            nearest = text
    return result
