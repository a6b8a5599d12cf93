"""Documents to paragraphs: lines with kinds, numbers, sections and language."""

from stance.segmentation.language import LanguageIdentifier
from stance.segmentation.numbering import Number, parse_number
from stance.segmentation.paragraphs import segment

__all__ = ["LanguageIdentifier", "Number", "parse_number", "segment"]
