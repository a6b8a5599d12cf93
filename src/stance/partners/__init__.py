"""Partners: the countries and organisations a paragraph is about, and who speaks of them."""

from stance.partners.direction import speaker
from stance.partners.finder import PartnerFinder
from stance.partners.gazetteer import Gazetteer
from stance.partners.implied import document_pair, implied_mentions

__all__ = ["Gazetteer", "PartnerFinder", "document_pair", "implied_mentions", "speaker"]
