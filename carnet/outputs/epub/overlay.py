"""Media overlays: the voice with its words, one SMIL file per document that holds timed words.

In: set documents, and the clip of each timed element. Out: SMIL files and what they last. The order is
the document's, so that the voice never goes back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from carnet.model import Entry
from carnet.outputs.epub import xhtml
from carnet.outputs.epub.documents import Document
from carnet.outputs.epub.setting import Clip

SMIL: Final = "http://www.w3.org/ns/SMIL"
FOLDER: Final = "voix"


@dataclass(frozen=True, slots=True)
class Overlay:
    """The SMIL file of one document: its content, its duration in seconds, the sounds it plays."""

    document: str
    content: bytes
    duration: float
    sons: tuple[Entry, ...]

    @property
    def path(self) -> str:
        """Its place in the book."""
        return f"{FOLDER}/{self.document}.smil"


Audio = Callable[[Entry], tuple[str, float]]
"""Gives the path of a sound from the SMIL folder, and its length in seconds."""


def overlay_of(document: Document, clips: Mapping[str, Clip], audio: Audio) -> Overlay | None:
    """Return the overlay of a document, None when it holds no timed words."""
    timed = [(id_, clips[id_]) for id_ in xhtml.ids(document.tree) if id_ in clips]
    pars: list[tuple[str, Clip, str, float, float]] = []
    for id_, clip in timed:
        path, length = audio(clip.son)
        start, end = _to_the_millisecond(clip.debut), _to_the_millisecond(min(clip.fin, length))
        if start < end:
            pars.append((id_, clip, path, start, end))
    if not pars:
        return None
    root = etree.Element(f"{{{SMIL}}}smil", nsmap={None: SMIL, "epub": xhtml.OPS}, version="3.0")
    body = etree.SubElement(root, f"{{{SMIL}}}body")
    for rank, (id_, _, path, start, end) in enumerate(pars, start=1):
        par = etree.SubElement(body, f"{{{SMIL}}}par", id=f"par-{rank}")
        etree.SubElement(par, f"{{{SMIL}}}text", src=f"../{document.path}#{id_}")
        etree.SubElement(par, f"{{{SMIL}}}audio", src=path, clipBegin=f"{start:.3f}s", clipEnd=f"{end:.3f}s")
    content = xhtml.DECLARATION + bytes(etree.tostring(root, encoding="utf-8")) + b"\n"
    duration = sum(end - start for *_, start, end in pars)
    sons = tuple({clip.son.id: clip.son for _, clip, *_ in pars}.values())
    return Overlay(document.section.name, content, duration, sons)


def _to_the_millisecond(seconds: float) -> float:
    return int(seconds * 1000) / 1000
