"""What the book may say of its accessibility: counted in the documents that were made, never declared.

In: the trees. Out: ``Evidence`` (what was counted), then the metadata and the French summary that follow
from it. Take one alternative or one transcript away, and the claim goes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from carnet import wording
from carnet.edition import Audit
from carnet.outputs.epub import xhtml
from carnet.outputs.epub.container import Meta
from carnet.outputs.epub.documents import Document
from carnet.wording import FINE, NBSP

MOVING: Final = ("script", "video", "canvas", "iframe", "marquee", "blink")
CONFORMANCE: Final = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was counted in a book.

    ``synchronised`` are the sounds that an overlay plays with their words, ``silent`` those whose words are
    there without them, in the edition that carries no sound.
    """

    images: int
    described: int
    sounds: int
    transcribed: int
    synchronised: int
    headings_in_order: bool
    roles: bool
    index_links: int
    pages: int
    still: bool
    free_of_style: bool
    silent: int = 0

    @property
    def readable_without_seeing(self) -> bool:
        """Whether the words alone give everything."""
        return self.described == self.images and self.transcribed == self.sounds

    @property
    def bears_audit(self) -> bool:
        """Whether nothing counted contradicts someone who found every criterion met."""
        return self.readable_without_seeing and self.headings_in_order and self.still


def examine(documents: Iterable[Document], *, synchronised: int, pages: int, css: str) -> Evidence:
    """Count, in the documents, what the claims rest on."""
    documents = tuple(documents)
    trees = [document.tree for document in documents]
    pictures = [img for tree in trees for img in xhtml.elements(tree, "img") if not _is_apart(img)]
    sounds = [audio for tree in trees for audio in xhtml.elements(tree, "audio")]
    players = {_source(audio): _is_transcribed(audio, documents) for audio in sounds}
    index = [d.tree for d in documents if d.section.forme == "index"]
    moving = [element for tree in trees for element in xhtml.elements(tree, *MOVING)]
    sections = [section for tree in trees for section in xhtml.elements(tree, "section")]
    return Evidence(
        images=len(pictures),
        described=sum(bool(img.get("alt", "").strip()) for img in pictures),
        sounds=len(players),
        transcribed=sum(players.values()),
        synchronised=synchronised,
        headings_in_order=all(_in_order(tree) for tree in trees),
        roles=any(section.get("role", "").startswith("doc-") for section in sections),
        index_links=sum(bool(link.get("href")) for tree in index for link in xhtml.elements(tree, "a")),
        pages=pages,
        still=not moving and "animation" not in css and "autoplay" not in css,
        free_of_style="!important" not in css and "justify" not in css,
        silent=0
        if players
        else sum(_is_transcript(div) for tree in trees for div in xhtml.elements(tree, "div")),
    )


def _is_apart(img: xhtml.Element) -> bool:
    """Whether a picture says nothing of its own: the cover, or one declared decorative."""
    return img.get("role") in ("doc-cover", "presentation")


def _source(audio: xhtml.Element) -> str:
    return next((str(source.get("src")) for source in xhtml.elements(audio, "source")), "")


def _is_transcribed(audio: xhtml.Element, documents: Iterable[Document]) -> bool:
    """Whether a player leads to a transcript that has words."""
    for link in xhtml.elements(audio, "a"):
        name, _, anchor = link.get("href", "").partition("#")
        for document in documents:
            if document.name == name:
                found = document.tree.xpath("//*[@id=$id]", id=anchor)
                return bool(found and xhtml.words(found[0]))
    return False


def _is_transcript(element: xhtml.Element) -> bool:
    return element.get("class") == "transcription" and bool(xhtml.words(element))


def _in_order(tree: xhtml.Element) -> bool:
    """Whether titles go down one level at a time, from one first title."""
    names = ("h1", "h2", "h3", "h4", "h5", "h6")
    levels = [int(xhtml.local(h)[1]) for h in xhtml.elements(tree, *names)]
    return all(after <= before + 1 for before, after in pairwise([0, *levels])) and levels.count(1) <= 1


def metadata(evidence: Evidence, audit: Audit | None) -> tuple[Meta, ...]:
    """Return the accessibility metadata of a book."""
    return tuple(_metadata(evidence, audit))


def _metadata(evidence: Evidence, audit: Audit | None) -> Iterator[Meta]:
    modes = ["textual", *(["visual"] if evidence.images else []), *(["auditory"] if evidence.sounds else [])]
    yield from (Meta("schema:accessMode", mode) for mode in modes)
    if evidence.readable_without_seeing:
        yield Meta("schema:accessModeSufficient", "textual")
    if len(modes) > 1:
        yield Meta("schema:accessModeSufficient", ",".join(modes))
    yield from (Meta("schema:accessibilityFeature", name) for name in features(evidence))
    yield Meta("schema:accessibilityHazard", "none" if evidence.still else "unknown")
    yield Meta("schema:accessibilitySummary", summary(evidence, audit), {"xml:lang": "fr"})
    if audit is not None and audit.taux == 100 and evidence.bears_audit:
        yield Meta("dcterms:conformsTo", CONFORMANCE, {"id": "conformite"})
        yield Meta("a11y:certifiedBy", audit.auditeur, {"refines": "#conformite", "id": "auditeur"})
        yield Meta("dcterms:date", audit.date.isoformat(), {"refines": "#auditeur"})


def features(evidence: Evidence) -> list[str]:
    """Return the features a book has, as schema.org names them."""
    claims = {
        "tableOfContents": True,
        "readingOrder": True,
        "unlocked": True,
        "structuralNavigation": evidence.headings_in_order,
        "alternativeText": 0 < evidence.images == evidence.described,
        "transcript": 0 < evidence.sounds == evidence.transcribed,
        "synchronizedAudioText": evidence.synchronised > 0,
        "index": evidence.index_links > 0,
        "ARIA": evidence.roles,
        "displayTransformability": evidence.free_of_style,
        "pageBreakMarkers": evidence.pages > 0,
        "pageNavigation": evidence.pages > 0,
    }
    return [name for name, true in claims.items() if true]


def summary(evidence: Evidence, audit: Audit | None) -> str:
    """Return, in French, what the other metadata does not tell: what is whole and what is not."""
    parts = [*_of_images(evidence), *_of_sounds(evidence), *_of_pages(evidence), _of_audit(audit)]
    return " ".join(parts)


def _of_images(evidence: Evidence) -> Iterator[str]:
    if not evidence.images:
        yield "Ce livre se lit entièrement sans les images."
    elif evidence.described == evidence.images:
        count = wording.count(evidence.images, "image porte", "images portent")
        yield f"Un texte décrit ce que l’on voit{NBSP}: {count} une alternative écrite à la main."
    else:
        yield f"{evidence.images - evidence.described} des {evidence.images} images n’ont pas d’alternative."


def _of_sounds(evidence: Evidence) -> Iterator[str]:
    if evidence.silent:
        words = (
            "les mots du seul enregistrement"
            if evidence.silent == 1
            else (f"les mots des {evidence.silent} enregistrements")
        )
        yield f"Cette édition est sans le son{NBSP}: {words} s’y lisent."
    if not evidence.sounds:
        return
    if evidence.transcribed == evidence.sounds:
        several = f"Les {evidence.sounds} sons sont transcrits"
        each = "Le son est transcrit" if evidence.sounds == 1 else several
    else:
        each = f"{evidence.transcribed} des {evidence.sounds} sons sont transcrits"
    if not evidence.synchronised:
        yield f"{each}, sans synchronisation avec la voix."
    elif evidence.synchronised == evidence.sounds:
        yield f"{each} et la voix s’écoute avec le texte, phrase à phrase."
    else:
        number = wording.count(evidence.synchronised, "s’écoute", "s’écoutent")
        yield f"{each}{FINE}; {number} avec le texte, phrase à phrase, les autres se lisent seulement."


def _of_pages(evidence: Evidence) -> Iterator[str]:
    if evidence.pages:
        yield f"Les repères de page sont ceux de l’édition imprimée{FINE}; ses pages blanches n’en ont pas."
    else:
        yield "Les pages de l’édition imprimée n’y sont pas repérées."


def _of_audit(audit: Audit | None) -> str:
    if audit is None:
        return f"Ce livre a passé des contrôles automatiques{FINE}; aucune personne ne l’a encore audité."
    rate = f"{audit.taux:g}".replace(".", ",")
    return f"Audit de {audit.auditeur}, {wording.day(audit.date)}{NBSP}: {rate}{NBSP}% des critères."
