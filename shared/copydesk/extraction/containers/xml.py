"""XML that others wrote: damaged perhaps, and never to be trusted with entities of its own."""

from __future__ import annotations

import re

from lxml import etree

from copydesk.unicode import without_bad_references

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def parsed(text: str) -> etree._Element | None:
    """The root of a document, repaired as far as lxml can; None where it is damaged beyond reading."""
    # No entities of the document's own: they can nest to any size.
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        whole = without_bad_references(_CONTROL.sub("", _DECLARATION.sub("", text)))
        return etree.fromstring(whole.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
