"""Who codes paragraphs under a codebook: people on coding sheets, rules from the codebook's cues."""

from stance.annotators.people import PeopleAnnotator, read_sheet, write_sheet
from stance.annotators.rules import RulesAnnotator

__all__ = ["PeopleAnnotator", "RulesAnnotator", "read_sheet", "write_sheet"]
