"""Web pages to text and metadata, with trafilatura."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from stance.sources.text import BadTextError, decode

__all__ = ["decode_page", "read_page"]

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_CHARSET_SAMPLE = 4096
_BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "blockquote", "td", "pre")
_SPACES = re.compile(r"[^\S\n]+")


def decode_page(data: bytes) -> str:
    """Return a page's source, in UTF-8 or the character set that its ``<meta>`` names.

    Parameters
    ----------
    data : bytes
        The bytes of the file.

    Returns
    -------
    str

    Raises
    ------
    BadTextError
        Where the bytes are no text in either.
    """
    try:
        return decode(data)
    except BadTextError:
        stated = _CHARSET.search(data[:_CHARSET_SAMPLE])
        if stated is None or b"\x00" in data:
            raise
        try:
            return data.decode(stated[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
        raise


def read_page(source: str) -> tuple[str, Mapping[str, Any]]:
    """Return the text of a page, headings on lines of their own, and its metadata.

    Parameters
    ----------
    source : str
        HTML.

    Returns
    -------
    text : str
    fields : mapping
        ``title``, ``date``, ``outlet``, ``url``, ``language``, as far as the page gives them.

    Raises
    ------
    BadTextError
        Where the page has no text.
    """
    from trafilatura import bare_extraction

    tree = _tree(source)
    found: Any = bare_extraction(
        source, with_metadata=True, include_comments=False, include_tables=True, favor_recall=True
    )
    extracted = found.as_dict() if found is not None else {}
    text = (extracted.get("text") or "").strip() or _blocks(tree)
    if not text:
        raise BadTextError("the page has no text outside its scripts and menus")
    fields = {key: extracted.get(key) for key in ("title", "date", "url")}
    return text, fields | {"outlet": extracted.get("sitename"), "language": _language(tree)}


def _tree(source: str) -> Any:
    try:
        return lxml_html.document_fromstring(source.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _language(tree: Any) -> str | None:
    return tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") if tree is not None else None


def _blocks(tree: Any) -> str:
    """Return the text of block elements, for pages so short that trafilatura finds no body in them."""
    if tree is None:
        return ""
    elements = tree.xpath("//body//*[" + " or ".join(f"self::{name}" for name in _BLOCKS) + "]")
    lines = (_SPACES.sub(" ", element.text_content().replace("\n", " ")).strip() for element in elements)
    return "\n".join(line for line in lines if line)
