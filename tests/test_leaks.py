"""The leak test: sixty things that may not leave, planted where leaks happen, are found sixty times.

A world where somebody withdrew, others are hidden or agreed to the site only, texts wait, and ``prive/`` has
contacts. Each case is a file an output could have written; its innocent twin is found clean.
"""

import base64
import gzip
import io
import json
import struct
import subprocess
import tarfile
import wave
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from carnet.cache import Cache
from carnet.kinds import Support
from carnet.leaks import Leak, Made, find_leaks, search, searched, views
from carnet.leaks.likeness import contour_of, is_heard_in, is_like, picture_of
from carnet.leaks.needles import Kind
from carnet.leaks.search import ENOUGH
from carnet.model import Artifact
from carnet.spelling import folded, shingles
from tests.conftest import DEFAULTS, Workspace

ALL = "[web, pdf, imprime, epub, kit, reseaux, donnees]"
NAME = "Léa Martin"
DRAFT = "La halle dormait encore quand la première caisse est tombée du camion de Jeanne ce matin-là"
EMBARGO = "Le rapport dira en janvier que trois guichets sur quatre auront fermé avant la fin de l’année"
PRINT_ONLY = "Cette page n’existe que sur le papier que vous tenez entre vos deux mains aujourd’hui"
WORDS = "J’ai rendu la clé au gardien parce que la serrure ne voulait plus rien savoir de moi"
SAID = "On a compté les chaises deux fois et il en manquait toujours une au fond"
MAIL, PHONE, PROOF = "lea.martin@courriel.example", "06 12 34 56 78", "AUT-2020-014"


def person(nom: str, supports: str = ALL, more: str = "", end: str = "", body: str = "") -> str:
    """Return the file of a person."""
    accord = (
        f"accord:\n  objets: [nom, image, voix, propos]\n  supports: {supports}\n  date: 2026-03-12\n{end}"
    )
    return f"---\nnom: {nom}\nstatut: publie\n{more}{accord}---\n\n{body}\n"


def recit(body: str, more: str = "statut: publie\n", titre: str = "Un titre") -> str:
    """Return the file of a récit."""
    return f"---\ntype: recit\ntitre: {titre}\nresume: Un matin à la halle.\n{more}---\n\n{body}\n"


def face(seed: int = 3, size: tuple[int, int] = (1200, 800)) -> Image.Image:
    """Return a photo of nobody: waves that no other seed draws."""
    small = Image.new("RGB", (60, 40))
    small.putdata(
        [
            ((x * y * seed) % 251, (x * x + y * seed * 7) % 241, (x * 5 + y * y * seed) % 239)
            for y in range(40)
            for x in range(60)
        ]
    )
    return small.resize(size, Image.Resampling.BICUBIC)


def voice(seed: int = 5) -> bytes:
    """Return eight seconds of a sound whose loudness is its own."""
    levels = [((at * at * seed + at * 7) % 23) / 23 for at in range(80)]
    frames = b"".join(
        struct.pack("<h", int(12000 * levels[n // 800] * (1 if (n * (seed + 30) // 800) % 2 else -1)))
        for n in range(64_000)
    )
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(frames)
    return out.getvalue()


def jpeg(image: Image.Image | None = None, **options: object) -> bytes:
    """Return a JPEG."""
    out = io.BytesIO()
    (image or face(11)).save(out, "JPEG", **options)
    return out.getvalue()


def saved(form: str, image: Image.Image | None = None, **options: object) -> bytes:
    """Return an image in another format."""
    out = io.BytesIO()
    (image or face(11)).save(out, form, **options)
    return out.getvalue()


def exif(tag: int, value: object, ifd: int | None = None) -> bytes:
    """Return a JPEG with one tag."""
    tags = Image.Exif()
    if ifd is None:
        tags[tag] = value
    else:
        tags.get_ifd(ifd)[tag] = value
    return jpeg(exif=tags)


def with_gps(form: str = "JPEG") -> bytes:
    """Return an image that says where it was taken."""
    tags = Image.Exif()
    tags[0x010E] = "La halle"
    tags.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 3.0)})
    return saved(form, exif=tags)


def zipped(files: dict[str, bytes], comment: bytes = b"") -> bytes:
    """Return a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


def tarred(name: str, content: bytes) -> bytes:
    """Return a tar.gz."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def encoded(content: bytes, *options: str) -> bytes:
    """Return a sound encoded again by ffmpeg."""
    command = ["ffmpeg", "-loglevel", "error", "-f", "wav", "-i", "pipe:0", *options, "pipe:1"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, html: str = "<p>Rien.</p>") -> bytes:
    """Return a PDF, changed."""
    from weasyprint import HTML

    content: bytes = HTML(string=f"<html lang=fr>{html}").write_pdf()
    if change is None:
        return content
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def outline(document: pikepdf.Pdf) -> None:
    """Name her in a bookmark."""
    with document.open_outline() as items:
        items.root.append(pikepdf.OutlineItem(NAME, 0))


def attachment(document: pikepdf.Pdf) -> None:
    """Attach the draft."""
    document.attachments["note.txt"] = pikepdf.AttachedFileSpec(document, DRAFT.encode())


def alternative(document: pikepdf.Pdf) -> None:
    """Describe a figure with her name."""
    document.Root.StructTreeRoot = pikepdf.Dictionary(S=pikepdf.Name.Figure, Alt=f"Portrait de {NAME}")


def xmp(document: pikepdf.Pdf) -> None:
    """Say her name in the metadata."""
    with document.open_metadata() as metadata:
        metadata["dc:description"] = f"Entretien avec {NAME}"


def info(document: pikepdf.Pdf) -> None:
    """Sign with her name."""
    document.docinfo["/Author"] = NAME


def html(inside: str) -> bytes:
    """Return a page."""
    return f"<!DOCTYPE html><html lang=fr><title>Halle</title><body>{inside}</body></html>".encode()


def xmp_packet(inside: str) -> bytes:
    """Return a JPEG with this XMP."""
    return jpeg(xmp=f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{inside}</x:xmpmeta>'.encode())


def png_text(*, packed: bool) -> bytes:
    """Return a PNG that names her in a text chunk, compressed or not."""
    chunk = PngImagePlugin.PngInfo()
    chunk.add_text("Comment", f"Photo de {NAME}", zip=packed)
    return saved("PNG", pnginfo=chunk)


def png_after_pixels(kind: bytes, inside: bytes) -> bytes:
    """Return a PNG with one more chunk, after its pixels."""
    content = saved("PNG")
    last = content.rindex(b"IEND") - 4
    chunk = struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))
    return content[:last] + chunk + content[last:]


def docx(document: str, core: str = "") -> bytes:
    """Return what a DOCX is: a zip of XML."""
    return zipped({"word/document.xml": document.encode(), "docProps/core.xml": core.encode()})


LEAKS: dict[str, tuple[Kind, str, Callable[[], bytes]]] = {
    # names, by place
    "name in a page": (Kind.NOM, "site/a.html", lambda: html(f"<p>{NAME} arrive.</p>")),
    "name in an alt": (Kind.NOM, "site/a.html", lambda: html(f'<img alt="{NAME} au marché">')),
    "name in a title": (Kind.NOM, "site/a.html", lambda: html(f'<a title="{NAME}">elle</a>')),
    "name in a description": (Kind.NOM, "site/a.html", lambda: html(f'<meta name=description content="{NAME}">')),
    "name in JSON-LD": (
        Kind.NOM, "site/a.html",
        lambda: html(f'<script type="application/ld+json">{json.dumps({"name": NAME})}</script>'),
    ),
    "name in a comment": (Kind.NOM, "site/a.html", lambda: html(f"<!-- {NAME} -->")),
    "name in a feed": (Kind.NOM, "site/flux.xml", lambda: f"<feed><author><name>{NAME}</name></author></feed>".encode()),
    "name in the search index": (Kind.NOM, "site/recherche.json", lambda: json.dumps([NAME, "halle"]).encode()),
    "name in a packed index": (Kind.NOM, "site/recherche.pf_index", lambda: gzip.compress(NAME.encode())),
    "name in a style sheet": (Kind.NOM, "site/style.css", lambda: f"/* {NAME} */".encode()),
    "name in an SVG": (Kind.NOM, "site/carte.svg", lambda: f"<svg><title>{NAME}</title></svg>".encode()),
    "name in subtitles": (Kind.NOM, "site/s.vtt", lambda: f"WEBVTT\n\n00:00.000 --> 00:01.000\n<v {NAME}>Bonjour\n".encode()),
    "name in a file name": (Kind.NOM, "site/medias/lea-martin-480.jpg", jpeg),
    "name in an address": (Kind.NOM, "site/plan.xml", lambda: b"<loc>https://example.org/portraits/lea-martin/</loc>"),
    # names, by spelling
    "name reversed": (Kind.NOM, "site/index.html", lambda: html("<dt>Martin, Léa</dt>")),
    "name in capitals": (Kind.NOM, "site/a.html", lambda: html("<p>LEA MARTIN</p>")),
    "name in entities": (Kind.NOM, "site/a.html", lambda: html("<p>L&eacute;a&nbsp;Martin</p>")),
    "name in percents": (Kind.NOM, "site/a.html", lambda: html('<a href="?q=L%C3%A9a%20Martin">…</a>')),
    "name in JSON escapes": (Kind.NOM, "site/d.json", lambda: b'{"nom": "L\\u00e9a Martin"}'),
    "name cut by tags": (Kind.NOM, "site/a.html", lambda: html("<p>Lé<b>a</b> <i>Mar</i>tin</p>")),
    "name with soft hyphens": (Kind.NOM, "site/a.html", lambda: html("<p>Léa Mar\u00adtin</p>")),
    "name decomposed": (Kind.NOM, "site/a.html", lambda: html("<p>Le\u0301a Martin</p>")),
    "name in UTF-16": (Kind.NOM, "donnees/p.csv", lambda: f"nom\n{NAME}\n".encode("utf-16")),
    "surname with a title": (Kind.NOM, "site/a.html", lambda: html("<p>Mme Martin arrive.</p>")),
    # hidden otherwise
    "real name beside the pseudonym": (Kind.NOM, "site/a.html", lambda: html("<p>Colombe (Omar Diallo)</p>")),
    "real name of somebody shown by her role": (Kind.NOM, "site/a.html", lambda: html("<p>Inès Petitjean</p>")),
    "name agreed for the site only, in a kit": (Kind.NOM, "kits/k.zip", lambda: zipped({"CREDITS.txt": b"Paul Renardeau"})),
    # texts that wait
    "draft in a feed": (Kind.PASSAGE, "site/flux.xml", lambda: f"<feed><summary>{DRAFT}</summary></feed>".encode()),
    "embargo in the search index": (Kind.PASSAGE, "site/recherche.json", lambda: json.dumps({"t": EMBARGO}).encode()),
    "eleven words of a draft": (Kind.PASSAGE, "site/a.html", lambda: html(f"<p>{' '.join(DRAFT.split()[3:14])}</p>")),
    "page of the printed book on the site": (Kind.PASSAGE, "site/a.html", lambda: html(f"<p>{PRINT_ONLY}</p>")),
    "her words in a card": (Kind.PASSAGE, "site/a.svg", lambda: f"<svg><text>{WORDS}</text></svg>".encode()),
    "words cut by tags": (Kind.PASSAGE, "site/a.html", lambda: html(f"<p>{WORDS.replace('clé', '<em>cl</em>é')}</p>")),
    "transcript of a sound left out": (Kind.PASSAGE, "site/s.vtt", lambda: f"WEBVTT\n\n{SAID}\n".encode()),
    "draft in the sitemap": (Kind.ADRESSE, "site/sitemap.xml", lambda: b"<loc>/recits/nec-essai/la-caisse-tombee/</loc>"),
    "draft in llms.txt": (Kind.ADRESSE, "site/llms.txt", lambda: b"- [?](recits/nec-essai/la-caisse-tombee/)"),
    # pictures
    "her photo copied": (Kind.FICHIER, "site/p.jpg", lambda: jpeg(face())),
    "her photo reduced": (Kind.IMAGE, "site/p.jpg", lambda: jpeg(face().resize((320, 213)), quality=60)),
    "her photo as AVIF": (Kind.IMAGE, "site/p.avif", lambda: saved("AVIF", face().resize((480, 320)), quality=45)),
    "her photo as a PNG in a page": (
        Kind.IMAGE, "site/a.html",
        lambda: html(f'<img src="data:image/png;base64,{base64.b64encode(saved("PNG", face().resize((160, 107)))).decode()}">'),
    ),
    "her photo in grey": (Kind.IMAGE, "site/p.webp", lambda: saved("WEBP", face().convert("L").resize((300, 200)))),
    "her photo in an archive of an archive": (
        Kind.IMAGE, "kits/k.zip", lambda: zipped({"site.zip": zipped({"p.jpg": jpeg(face(), quality=50)})}),
    ),
    "her photo in the PDF": (
        Kind.IMAGE, "livre.pdf",
        lambda: pdf(html=f'<img src="data:image/jpeg;base64,{base64.b64encode(jpeg(face(), quality=70)).decode()}">'),
    ),
    "name in a JPEG comment": (Kind.NOM, "site/p.jpg", lambda: jpeg(comment=f"Photo {NAME}".encode())),
    "name in EXIF": (Kind.NOM, "site/p.jpg", lambda: exif(0x013B, NAME.encode())),
    "name in XMP": (Kind.NOM, "site/p.jpg", lambda: xmp_packet(f"<Iptc4xmpExt:PersonInImage>{NAME}</Iptc4xmpExt:PersonInImage>")),
    "name in a PNG text": (Kind.NOM, "site/p.png", lambda: png_text(packed=False)),
    "name in a packed PNG text": (Kind.NOM, "site/p.png", lambda: png_text(packed=True)),
    "name in a text after a PNG's pixels": (
        Kind.NOM, "site/p.png", lambda: png_after_pixels(b"zTXt", b"Comment\0\0" + zlib.compress(NAME.encode("latin-1"))),
    ),
    "GPS after a PNG's pixels": (
        Kind.POSITION, "site/p.png", lambda: png_after_pixels(b"eXIf", Image.open(io.BytesIO(with_gps())).info["exif"][6:]),
    ),
    "name in a packed text of a PNG cut short": (Kind.NOM, "site/p.png", lambda: png_text(packed=True)[:-200]),
    "name in UTF-16 among bytes": (Kind.NOM, "site/s.bin", lambda: b"\xff\0\1" * 99 + NAME.encode("utf-16-le") + b"\xfe\2" * 9),
    "name in the other UTF-16 among bytes": (
        Kind.NOM, "site/s.bin", lambda: b"\xff\0\1" * 99 + NAME.encode("utf-16-be") + b"\xfe\2" * 9,
    ),
    "name in the widest letters": (Kind.NOM, "site/a.html", lambda: html("<p>Ł\U0001f600 \uff2c\xc9a\u202fMARTIN</p>")),
    "GPS in a thumbnail": (Kind.POSITION, "site/vignette.jpg", with_gps),
    "GPS in an AVIF": (Kind.POSITION, "site/p.avif", lambda: with_gps("AVIF")),
    "GPS in XMP": (Kind.POSITION, "site/p.jpg", lambda: xmp_packet('<r exif:GPSLatitude="48,51.4N"/>')),
    "serial of a camera": (Kind.APPAREIL, "site/p.jpg", lambda: exif(0xA431, "2041337", 0x8769)),
    "owner of a camera": (Kind.APPAREIL, "site/p.jpg", lambda: exif(0xA430, "Jeanne", 0x8769)),
    # sounds
    "her voice copied": (Kind.FICHIER, "site/s.wav", voice),
    "her voice as MP3": (Kind.VOIX, "site/s.mp3", lambda: encoded(voice(), "-b:a", "48k", "-f", "mp3")),
    "six seconds of her voice": (
        Kind.VOIX, "carnet.epub",
        lambda: zipped({"s.opus": encoded(voice(), "-ss", "1.3", "-t", "6.2", "-af", "volume=-6dB", "-c:a", "libopus", "-f", "opus")}),
    ),
    "name in an ID3 tag": (
        Kind.NOM, "site/s.mp3", lambda: encoded(voice(8), "-metadata", f"artist={NAME}", "-f", "mp3"),
    ),
    # books and archives
    "name in a PDF page": (Kind.NOM, "livre.pdf", lambda: pdf(html=f"<p>{NAME}</p>")),
    "name cut by a line of the PDF": (
        Kind.NOM, "livre.pdf", lambda: pdf(html='<p style="width:5em;hyphens:manual">Voici Léa Mar\u00adtin</p>'),
    ),
    "name in a PDF's author": (Kind.NOM, "livre.pdf", lambda: pdf(info)),
    "name in a PDF's metadata": (Kind.NOM, "livre.pdf", lambda: pdf(xmp)),
    "name in a PDF's bookmark": (Kind.NOM, "livre.pdf", lambda: pdf(outline)),
    "name in a PDF's alternative": (Kind.NOM, "livre.pdf", lambda: pdf(alternative)),
    "draft attached to a PDF": (Kind.PASSAGE, "livre.pdf", lambda: pdf(attachment)),
    "name in the EPUB": (Kind.NOM, "carnet.epub", lambda: zipped({"OEBPS/a.xhtml": html(f"<p>{NAME}</p>")})),
    "name cut by runs in a DOCX": (Kind.NOM, "kits/k.docx", lambda: docx("<w:t>Léa Mar</w:t></w:r><w:r><w:t>tin</w:t>")),
    "name in a DOCX's properties": (Kind.NOM, "kits/k.docx", lambda: docx("", f"<dc:creator>{NAME}</dc:creator>")),
    "name of a file in an archive": (Kind.NOM, "kits/k.zip", lambda: zipped({"photos/lea_martin.jpg": jpeg()})),
    "name in an archive's comment": (Kind.NOM, "kits/k.zip", lambda: zipped({"a": b"b"}, NAME.encode())),
    "draft in a tar.gz": (Kind.PASSAGE, "donnees/tout.tar.gz", lambda: tarred("a.md", DRAFT.encode())),
    # prive/
    "contact in a kit": (Kind.PRIVE, "kits/k.zip", lambda: zipped({"LISEZMOI.txt": f"Écrire à {MAIL}".encode()})),
    "telephone in a page": (Kind.PRIVE, "site/a.html", lambda: html("<p>Tél. 06.12.34.56.78</p>")),
    "real name of the table": (Kind.PRIVE, "site/a.html", lambda: html("<p>Colombe, c’est Awa Traoré.</p>")),
    "signed agreement copied": (Kind.PRIVE, "kits/k.zip", lambda: zipped({"a.pdf": b"%PDF-1.4 accord signe"})),
    "number of an agreement": (Kind.PRIVE, "donnees/p.json", lambda: json.dumps({"preuve": PROOF}).encode()),
}  # fmt: skip

INNOCENT: dict[str, tuple[str, Callable[[], bytes]]] = {
    "first name alone": ("site/a.html", lambda: html("<p>Léa, et M. Martinet, et Paul.</p>")),
    "published pseudonym": ("site/a.html", lambda: html("<p>Colombe parle.</p>")),
    "published text": (
        "site/a.html",
        lambda: html("<p>Il pleuvait sur la halle et sur les camions arrêtés devant.</p>"),
    ),
    "title anybody could have": ("site/a.html", lambda: html("<h2>Un titre</h2>")),
    "official named in a published text": (
        "site/a.html",
        lambda: html("<p>Le maire, Hugo Fontanel, est venu.</p>"),
    ),
    "site-only person on the site": ("site/a.html", lambda: html("<p>Paul Renardeau</p>")),
    "another photo": ("site/p.jpg", lambda: jpeg(face(11))),
    "another voice": ("site/s.mp3", lambda: encoded(voice(8), "-f", "mp3")),
    "photo with a credit in its metadata": ("site/p.jpg", lambda: exif(0x013B, "Le duo")),
    "words of a draft apart": ("site/a.html", lambda: html("<p>La caisse est tombée du camion.</p>")),
    "PDF": ("livre.pdf", lambda: pdf(html="<p>La halle.</p>")),
    "random bytes": ("site/police.woff2", lambda: bytes((n * n * 31 + n * 7) % 256 for n in range(60_000))),
}

WORLD: dict[str, str | bytes] = {
    "portraits/lea-martin.md": person(NAME, end="  retrait: 2026-11-02\n  preuve: AUT-2020-014\n", more="photo: elle\n", body="Elle garde tout."),
    "portraits/colombe.md": person("Omar Diallo", more="affichage: pseudonyme\npseudonyme: Colombe\n"),
    "portraits/secretaire.md": person("Inès Petitjean", more="affichage: role\nfonction: Secrétaire de mairie\n"),
    "portraits/paul-renardeau.md": person("Paul Renardeau", supports="[web]"),
    "portraits/hugo-fontanel.md": "---\nnom: Hugo Fontanel\n---\n",
    "entries/nec-essai/elle.md": "---\ntype: photo\nfichier: elle.jpg\nalt: Une femme devant une halle.\ncredit: Le duo\npersonnes: [lea-martin]\nstatut: publie\n---\n",
    "entries/nec-essai/autre.md": "---\ntype: photo\nfichier: autre.jpg\nalt: Des caisses empilées.\ncredit: Le duo\nstatut: publie\n---\n",
    "entries/nec-essai/sa-voix.md": "---\ntype: son\ntitre: Les chaises\nfichier: voix.wav\ntranscription: voix.vtt\ncredit: Le duo\npersonnes: [lea-martin]\nstatut: publie\n---\n",
    "entries/nec-essai/sa-cle.md": f"---\ntype: verbatim\npersonne: lea-martin\nstatut: publie\n---\n\n{WORDS}\n",
    "entries/nec-essai/la-caisse-tombee.md": recit(DRAFT, "statut: brouillon\n"),
    "entries/nec-essai/rapport.md": recit(EMBARGO, "statut: publie\npublication: 2027-01-10\n"),
    "entries/nec-essai/papier.md": recit(PRINT_ONLY, "statut: publie\nsorties: [imprime]\n"),
    "entries/nec-essai/pluie.md": recit("Il pleuvait sur la halle et sur les camions arrêtés devant. Le maire, Hugo Fontanel, est venu."),
    "media/nec-essai/voix.vtt": f"WEBVTT\n\n00:00.000 --> 00:04.000\n{SAID}\n",
    "media/nec-essai/elle.jpg": jpeg(face()),
    "media/nec-essai/autre.jpg": jpeg(face(11)),
    "media/nec-essai/voix.wav": voice(),
    "prive/contacts.csv": f"nom;courriel;telephone\nAwa Traoré;{MAIL};{PHONE}\n",
    "prive/a-042.pdf": b"%PDF-1.4 accord signe",
}  # fmt: skip

SUPPORTS: dict[str, Support] = {
    "kits": "kit",
    "donnees": "donnees",
    "livre.pdf": "pdf",
    "carnet.epub": "epub",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bytes], list[Leak]]:
    """Return a function that says what leaks in a file of ``out/`` of the world."""
    workspace = Workspace(tmp_path_factory.mktemp("monde")).write({**DEFAULTS, **WORLD})
    whole = workspace.linked()
    cache = Cache(tmp_path_factory.mktemp("cache"))
    from carnet.rights import Moment
    from carnet.visible import visible_on
    from tests.conftest import TODAY

    def leaks(path: str, content: bytes) -> list[Leak]:
        support = SUPPORTS.get(path.partition("/")[0], "web")
        visible = visible_on(whole, support, Moment(TODAY))
        return list(find_leaks([Made(visible, None, [Artifact(path, content)])], workspace.root, cache))

    return leaks


def test_there_are_at_least_sixty_leaks() -> None:
    """The acceptance of issue 6, counted."""
    assert len(LEAKS) >= 60


@pytest.mark.parametrize("label", LEAKS)
def test_a_leak_is_found(world: Callable[[str, bytes], list[Leak]], label: str) -> None:
    """Whatever it is and wherever it hides, it is found as what it is."""
    kind, path, make = LEAKS[label]

    found = {leak.secret.kind for leak in world(path, make())}

    assert kind in found


@pytest.mark.parametrize("label", INNOCENT)
def test_what_may_leave_is_no_leak(world: Callable[[str, bytes], list[Leak]], label: str) -> None:
    """First names, shared words, other pictures, chance: a remark is true or is not made."""
    path, make = INNOCENT[label]

    assert world(path, make()) == []


def test_a_page_holds_no_path_of_this_machine(tmp_path: Path) -> None:
    """Where the workspace is says who builds it."""
    workspace = Workspace(tmp_path).write(DEFAULTS)
    page = Artifact("a.html", html(f"<!-- {tmp_path}/templates/a.html -->"))

    (leak,) = find_leaks([Made(workspace.visible(), "site", [page])], tmp_path, Cache(None))

    assert (leak.secret.kind, leak.path) == (Kind.MACHINE, "site/a.html")


def test_a_leak_stops_the_build_and_keeps_the_last_output(make_carnet: Callable[..., Workspace]) -> None:
    """A template of the workspace that goes round the gate writes nothing, and its name is not repeated."""
    from carnet.diagnostics import Report
    from carnet.pipeline import Options, build
    from carnet.rights import Moment
    from tests.conftest import TODAY

    workspace = make_carnet(
        {"portraits/lea-martin.md": WORLD["portraits/lea-martin.md"].replace("photo: elle\n", "")}
    )
    assert workspace.build("web") is not None
    before = (workspace.root / "out/site/404.html").read_bytes()
    workspace.write(
        {
            "templates/web/404.html": "<p>{{ site.visible.carnet.entries['portraits/lea-martin'].fiche.nom }}</p>"
        }
    )
    report = Report()
    options = Options(("web",), workspace.root / "out", Moment(TODAY))

    written = build(workspace.sources(report), options, report)

    (remark,) = report.by_rule("fuite")
    assert written is None
    assert (workspace.root / "out/site/404.html").read_bytes() == before
    assert remark.span.path == "site/404.html"
    assert "Martin" not in remark.message + remark.aide


def test_the_report_says_what_was_searched(make_carnet: Callable[..., Workspace]) -> None:
    """Kinds and counts, files and bytes, nothing found; what a machine has of its own is not told."""
    files = {
        "portraits/lea-martin.md": person(NAME, end="  retrait: 2026-11-02\n"),
        "entries/nec-essai/recit.md": recit(DRAFT, "statut: brouillon\n"),
    }
    workspace = make_carnet(files)
    assert workspace.build("donnees") is not None
    before = (workspace.root / "out/rapport.json").read_bytes()
    workspace.write({"prive/contacts.csv": f"nom,courriel\nJeanne Pradel,{MAIL}\n"})
    assert workspace.build("donnees") is not None

    target = json.loads(before)["cibles"]["donnees"]

    sizes = [file["octets"] for file in target["fichiers"].values()]
    assert target["test_de_fuite"] == {
        "cherche": {"nom": 1, "passage": 1, "adresse": 1},
        "cherche_toujours": ["appareil", "machine", "position", "prive"],
        "fichiers": len(sizes),
        "octets": sum(sizes),
        "trouve": 0,
    }
    assert (workspace.root / "out/rapport.json").read_bytes() == before


def test_what_tells_of_a_build_names_nobody_hidden(make_carnet: Callable[..., Workspace]) -> None:
    """A file named after the person behind a pseudonym is told by its public name, in every file of ``out/``."""
    hidden = person(NAME, more="affichage: pseudonyme\npseudonyme: Colombe\n", body="Elle ouvre.")
    workspace = make_carnet({"portraits/lea-martin.md": hidden})

    assert workspace.build("donnees", "web") is not None

    files = [path for path in (workspace.root / "out").rglob("*") if path.is_file()]
    assert [p for p in files if "lea martin" in folded(p.read_bytes().decode("utf-8", errors="ignore"))] == []
    report = json.loads((workspace.root / "out/rapport.json").read_text("utf-8"))
    assert report["cibles"]["web"]["entrees"] == ["nec-essai", "portraits--colombe"]


def test_what_tells_of_a_build_is_searched_too(
    make_carnet: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page beside the targets that named somebody hidden would stop the build."""
    workspace = make_carnet({"portraits/lea-martin.md": person(NAME, end="  retrait: 2026-11-02\n")})
    told = Artifact("parite.html", b"<p>Mme Martin</p>")
    monkeypatch.setattr("carnet.parity.page.page", lambda account, root: told)

    assert workspace.build("donnees") is None
    assert [path for path in (workspace.root / "out").rglob("*") if path.suffix in (".html", ".csv")] == []


def test_a_leak_beside_clean_files_is_told_each_time(tmp_path: Path) -> None:
    """Only what was found clean is spared, and only as long as it stays what it was."""
    workspace = Workspace(tmp_path).write({**DEFAULTS, **WORLD})
    cache = Cache(tmp_path / "cache")

    def leaks(name: str, words: str) -> list[str]:
        pages = [Artifact("a.html", html("<p>Rien.</p>")), Artifact(name, html(f"<p>{words}</p>"))]
        return [leak.path for leak in find_leaks([Made(workspace.visible(), "site", pages)], tmp_path, cache)]

    assert leaks("b.html", NAME) == ["site/b.html"]
    assert leaks("b.html", NAME) == ["site/b.html"]
    assert leaks("b.html", "Personne.") == []
    assert leaks("lea-martin.html", "Personne.") == ["site/lea-martin.html"]
    assert leaks("b.html", NAME) == ["site/b.html"]


def test_two_cores_search_as_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the files are opened by another process, and the same leaks are told, in the same order."""
    workspace = Workspace(tmp_path).write({**DEFAULTS, **WORLD})
    words = {2: NAME, 7: DRAFT, ENOUGH: NAME}
    pages = [Artifact(f"{n}.html", html(f"<p>{words.get(n, f'Page {n}.')}</p>")) for n in range(ENOUGH + 1)]
    made = [Made(workspace.visible(), "site", pages)]
    (alone,) = searched(made, tmp_path, Cache(None))
    opened = []
    look = views.seen
    monkeypatch.setattr(
        "carnet.leaks.search.seen", lambda *given, **how: opened.append(1) or look(*given, **how)
    )

    (together,) = searched(made, tmp_path, Cache(tmp_path / "cache"), jobs=2)
    here = len(opened)
    (again,) = searched(made, tmp_path, Cache(tmp_path / "cache"), jobs=2)

    assert [leak.path for leak in alone.leaks] == ["site/2.html", "site/7.html", f"site/{ENOUGH}.html"]
    assert together == again == alone
    assert here < 0.7 * len(pages)
    assert len(opened) - here == len(alone.leaks)


def test_what_is_looked_for_changes_what_is_clean(tmp_path: Path) -> None:
    """A file found clean is searched again when there is one more thing to look for."""
    workspace = Workspace(tmp_path).write(DEFAULTS)
    made = [Made(workspace.visible(), "site", [Artifact("a.html", html(f"<p>{MAIL}</p>"))])]
    cache = Cache(tmp_path / "cache")
    assert list(find_leaks(made, tmp_path, cache)) == []

    workspace.write({"prive/contacts.csv": MAIL})

    (leak,) = find_leaks(made, tmp_path, cache)
    assert leak.secret.kind == Kind.PRIVE


def test_a_clean_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict on a file is kept with what was looked for."""
    workspace = Workspace(tmp_path).write(DEFAULTS)
    made = [Made(workspace.visible(), "site", [Artifact("a.html", html("<p>Rien.</p>"))])]
    cache = Cache(tmp_path / "cache")
    assert list(find_leaks(made, tmp_path, cache)) == []

    monkeypatch.setattr("carnet.leaks.search.seen", lambda *args, **options: pytest.fail("read again"))

    assert list(find_leaks(made, tmp_path, cache)) == []


@pytest.mark.parametrize("room", ["leafing.py", "spelling.py", "leaks"])
def test_a_verdict_of_another_program_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    """Whatever part of the search has changed, what it found clean is searched again."""
    workspace = Workspace(tmp_path).write(DEFAULTS)
    made = Made(workspace.visible("web"), "site", [Artifact("page.html", b"<p>Des mots.</p>")])
    read: list[bytes] = []
    real = search.seen
    monkeypatch.setattr(
        search, "seen", lambda content, *given, **more: read.append(content) or real(content, *given, **more)
    )
    for program in ("un", "un", "autre"):
        monkeypatch.setattr(
            search, "recipe", lambda *rooms, program=program: f"{program if room in rooms else '-'}"
        )
        list(searched([made], tmp_path, Cache(tmp_path / "cache")))

    assert len(read) == 2


def test_eleven_words_anywhere_hold_a_piece() -> None:
    """The promise of ``shingles``, at every place of a text."""
    words = folded(DRAFT + " " + EMBARGO).split()
    pieces = set(shingles(" ".join(words)))

    for start in range(len(words) - 10):
        window = f" {' '.join(words[start : start + 11])} "
        assert any(piece in window for piece in pieces)


def test_likeness_tells_pictures_and_voices_apart(tmp_path: Path) -> None:
    """The same, reduced or encoded again, is like; another is not."""
    cache = Cache(tmp_path)
    one, small, other = (picture_of(jpeg(i), cache) for i in (face(3), face(3).resize((200, 133)), face(11)))
    said, again, else_ = (
        contour_of(c, cache) for c in (voice(), encoded(voice(), "-b:a", "32k", "-f", "mp3"), voice(8))
    )

    assert one and small and other and said and again and else_
    assert (is_like(one, small), is_like(one, other)) == (True, False)
    assert (is_heard_in(said, again), is_heard_in(said, else_)) == (True, False)
