"""Find the partners that a paragraph names."""

import re
from collections.abc import Sequence

from stance.partners.gazetteer import Gazetteer, Name, load_table
from stance.records import Mention

__all__ = ["PartnerFinder"]

_ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?!\d|[-./]\d)")


class PartnerFinder:
    """Longest-match search for countries and organisations in any script.

    Parameters
    ----------
    organisations : sequence of str, optional
        Organisations that count as partners; by default all that the gazetteer knows.
    gazetteer : Gazetteer, optional

    Examples
    --------
    >>> finder = PartnerFinder()
    >>> [(m.partner, m.surface) for m in finder.find("Indonesia is not India", "en")]
    [('ID', 'Indonesia'), ('IN', 'India')]
    """

    def __init__(self, organisations: Sequence[str] | None = None, gazetteer: Gazetteer | None = None) -> None:
        self.gazetteer = gazetteer or Gazetteer()
        left_out = set(load_table("names.yaml")["organisations"]) - set(organisations or ())
        self.codes = self.gazetteer.codes - (left_out if organisations is not None else set())

    def find(self, text: str, language: str = "und", *, date: str | None = None) -> list[Mention]:
        """Return the mentions of partners in order of appearance.

        Parameters
        ----------
        text : str
        language : str
            ISO 639-1 code; decides which names are looked for.
        date : str, optional
            ISO 8601 date of the document, or its year or month; office-holders of other times are left out.
            A date in another form says nothing.

        Returns
        -------
        list of Mention
            Offsets count code points of ``text``. Names inside other names (seas, treaty titles) are left out.
        """
        found: dict[tuple[str, int], Mention] = {}
        matches = self.gazetteer.matcher(language).find(text)
        blocked = {match.start for match in matches if match.value.partner is None}
        for match in matches:
            name: Name = match.value
            if name.partner in self.codes and match.start not in blocked and _in_office(name, date):
                surface = text[match.start : match.end]
                found.setdefault((name.partner, match.start), Mention(name.partner, match.start, match.end, surface))
        return list(found.values())


def _in_office(name: Name, date: str | None) -> bool:
    """Whether a name was right at a date; on the day, month or year of a change it is for both."""
    known = _ISO_DATE.match(date or "")
    if known is None:
        return True
    size = len(known[0])
    return name.since[:size] <= known[0] <= name.until[:size]
