"""A kit is whole, says what may be done with it, holds nothing that may not leave, and rebuilds its carnet."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from carnet.cache import Cache
from carnet.cli import carnet as program
from carnet.diagnostics import CarnetError, Report
from carnet.linking import Carnet
from carnet.media.room import MediaRoom
from carnet.outputs.kits import assemble
from carnet.outputs.kits.bagging import bagged
from carnet.outputs.kits.images import with_xmp, xmp
from carnet.outputs.kits.written import AGREED, NEVER, path_of, written
from carnet.rebuilding import is_kit, lay
from carnet.sources import read_workspace
from carnet.visible import Visible
from tests.conftest import DEFAULTS, Workspace
from tests.test_leaks import face, jpeg, person, recit, voice

Make = Callable[..., Workspace]

WORLD: dict[str, str | bytes] = {
    "carnet.yaml": DEFAULTS["carnet.yaml"]
    + "plan:\n  - texte: avant\n  - evenement: nec-essai\n  - entree: brouillon\n  - partie: Rien\n    contenu:\n      - entree: brouillon\n",
    "portraits/lea-martin.md": person("Léa Martin", more="# vue le 12\nfonction: Médiatrice\n", end="  preuve: A-042\n", body="Elle ouvre."),
    "portraits/p-17.md": person("Omar Diallo", more="affichage: pseudonyme\npseudonyme: Colombe\nstructure: La Poste de Vernoux\n"),
    "portraits/paul-renard.md": person("Paul Renard", supports="[web]"),
    "entries/nec-essai/parole.md": "---\ntype: verbatim\nstatut: publie\npersonne: p-17\ncodes: [confiance]\n---\n\nJ’ai gardé la clé.\n",
    "entries/nec-essai/halle.md": "---\ntype: photo\nfichier: IMG_2041.jpg\nalt: Une halle vide.\ncredit: Odile Ferrand\npersonnes: []\nstatut: publie\n---\n\nLa halle.\n",
    "entries/nec-essai/cloche.md": "---\ntype: son\ntitre: La cloche\nfichier: rec-3.wav\ntranscription: rec-3.vtt\ncredit: Le duo\nstatut: publie\n---\n",
    "entries/nec-essai/brouillon.md": recit("Pas encore.", "statut: brouillon\n"),
    "entries/nec-essai/ferme.md": recit("Pas à vendre, pas ici, et pas demain non plus.", "statut: publie\nlicence: CC-BY-NC-4.0\n"),
    "entries/nec-essai/recit.md": recit(
        "Avec [[p-17]], [[paul-renard|un voisin]] et [[lea-martin]].<!-- à revoir avec le notaire -->\n\n![[halle]]\n\n![[parole]]\n\n![[brouillon]]\n\n"
        "Une note[^1].\n\n[^1]: Une petite note.\n",
        "statut: publie\nmots_cles: [halle]\n",
        "La halle",
    ),
    "entries/_commun/avant.md": "---\ntype: texte\nrole: avant-propos\ntitre: Avant\nstatut: publie\n---\n\nUn mot.\n",
    "media/nec-essai/IMG_2041.jpg": jpeg(face()),
    "media/nec-essai/rec-3.wav": voice(),
    "media/nec-essai/rec-3.vtt": "WEBVTT\n\n00:00.000 --> 00:03.000\nDing.\n",
}  # fmt: skip


def packed(workspace: Workspace, tmp_path: Path) -> dict[str, bytes]:
    """Return the payload of the world's kit, without its booklet and site, which have their own tests."""
    (kit,) = assemble(workspace.visible("kit"), MediaRoom(workspace.root, Cache(tmp_path / "cache")))
    with zipfile.ZipFile(io.BytesIO(kit.content)) as archive:
        assert archive.testzip() is None
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the PDF, the EPUB and the site of a kit."""
    monkeypatch.setattr("carnet.outputs.kits.packing._editions", lambda own, media: ())


def test_a_kit_has_everything_in_its_place(make_carnet: Make, tmp_path: Path, light: None) -> None:
    """Texts four ways, photos in three sizes, sounds with their words, credits, licences, the machine's page."""
    files = packed(make_carnet(WORLD), tmp_path)

    assert {f"data/textes/recit.{form}" for form in ("html", "docx", "odt")} <= files.keys()
    assert {f"data/photos/halle-{size}.jpg" for size in ("petite", "moyenne", "grande")} <= files.keys()
    assert {
        "data/sons/cloche.mp3",
        "data/sons/cloche.vtt",
        "data/CREDITS.txt",
        "data/LICENCES.txt",
    } <= files.keys()
    assert {"data/carnet/entries/nec-essai/recit.md", "data/carnet/entries/_commun/avant.md"} <= files.keys()
    assert b"Vous pouvez le vendre." in files["data/LISEZ-MOI.html"]
    assert "ferme" not in " ".join(files)
    crate = json.loads(files["data/ro-crate-metadata.json"])
    described = {node["@id"] for node in crate["@graph"] if node["@type"] == "File"}
    assert described == {
        name.removeprefix("data/") for name in files if name.startswith("data/") and "ro-crate" not in name
    }


def test_a_word_processor_gets_text_notes_and_pictures(
    make_carnet: Make, tmp_path: Path, light: None
) -> None:
    """The DOCX and the ODT hold the words, the picture and its alternative."""
    files = packed(make_carnet(WORLD), tmp_path)

    for form, inner, notes in (
        ("docx", "word/document.xml", "word/footnotes.xml"),
        ("odt", "content.xml", "content.xml"),
    ):
        with zipfile.ZipFile(io.BytesIO(files[f"data/textes/recit.{form}"])) as archive:
            text = archive.read(inner).decode()
            assert "un voisin" in text
            assert "Une petite note" in archive.read(notes).decode()
            assert "Une halle vide." in text
            assert any(name.endswith(".jpg") for name in archive.namelist())


def test_the_same_kit_twice_is_the_same_bytes(make_carnet: Make, tmp_path: Path, light: None) -> None:
    """No clock, no order of a set, no path."""
    visible = make_carnet(WORLD).visible("kit")
    rooms = [
        MediaRoom(visible_root, Cache(tmp_path / name))
        for name, visible_root in (("a", tmp_path), ("b", tmp_path))
    ]

    one, two = (assemble(visible, room)[0].content for room in rooms)

    assert one == two


def test_nothing_private_is_in_a_kit(make_carnet: Make, tmp_path: Path, light: None) -> None:
    """Real names, comments, proofs, file names, drafts, persons who agreed to the site only."""
    files = packed(make_carnet(WORLD), tmp_path)

    whole = b"\n".join([*files.values(), *(name.encode() for name in files)])
    for secret in ("Omar", "Diallo", "p-17", "La Poste de Vernoux", "A-042", "vue le 12", "notaire", "IMG_2041", "rec-3",
                   "confiance", "paul-renard", "Paul Renard", "Pas encore", "brouillon"):  # fmt: skip
        assert secret.encode() not in whole, secret


def test_a_photo_carries_its_credit_and_licence(make_carnet: Make, tmp_path: Path, light: None) -> None:
    """Whoever finds it alone knows whose it is; a reader of images opens it."""
    files = packed(make_carnet(WORLD), tmp_path)

    photo = files["data/photos/halle-moyenne.jpg"]
    with Image.open(io.BytesIO(photo)) as image:
        image.load()
        said = image.info["xmp"].decode()
        assert not image.getexif()

    assert "Odile Ferrand" in said
    assert "https://creativecommons.org/licenses/by-sa/4.0/" in said
    assert "Une halle vide." in said


def test_a_kit_rebuilds_what_it_came_from(make_carnet: Make, tmp_path: Path, light: None) -> None:
    """Laid in an empty folder, it is a carnet without a remark, equal but for the declared exclusions."""
    workspace = make_carnet(WORLD)
    visible = workspace.visible("kit")
    (kit,) = assemble(visible, MediaRoom(workspace.root, Cache(tmp_path / "cache")))
    archive = tmp_path / "kit.zip"
    archive.write_bytes(kit.content)
    again = Workspace(tmp_path / "refait")

    laid = lay(again.root, [archive])

    assert is_kit(archive)
    assert laid.kept == ()
    assert [d.message for d in again.check()] == []
    assert differences(visible, again.linked()) == []
    assert lay(again.root, [archive]).written == ()


def differences(visible: Visible, rebuilt: Carnet) -> list[str]:
    """Return what a rebuilt carnet says otherwise than what could leave, the declared exclusions put aside."""
    wanted = {path_of(visible, e): e for e in visible.entries.values()}
    found = {e.source.path: e for e in rebuilt.entries.values()}
    said = [f"{path}: not in both" for path in wanted.keys() ^ found.keys()]
    for path in wanted.keys() & found.keys():
        one, two = wanted[path].fiche.model_dump(), found[path].fiche.model_dump()
        for key in one:
            if one[key] != two[key] and not _declared(visible, path, key, one[key], two[key]):
                said.append(f"{path}: {key}: {one[key]!r} → {two[key]!r}")
        text = written(visible, wanted[path]).partition("\n---\n")[2].strip()
        if found[path].body.strip() != text:
            said.append(f"{path}: text")
        plain = wanted[path].body.strip()
        if text != plain and not any(mark in plain for mark in ("[[", "<!--", "](")):
            said.append(f"{path}: text changed without a reason")
    return said


def _declared(visible: Visible, path: str, key: str, one: Any, two: Any) -> bool:
    """Whether a difference is one of those that ``written`` declares."""
    entry = next(e for e in visible.entries.values() if path_of(visible, e) == path)
    if key in NEVER or key in ("fichier", "transcription"):
        return True
    if key == "accord":
        return {k: one[k] for k in AGREED} == {k: two[k] for k in AGREED}
    if (
        entry.type == "portrait"
        and entry.fiche.affichage != "nom"
        and key in ("nom", "structure", "territoire")
    ):
        return True
    lost = {
        li.target.rpartition("/")[2] for li in visible.carnet.links_of.get(entry.id, ()) if li.loc[0] == key
    }
    kept = {e.stem for e in visible.entries.values()} | {visible.stem(e) for e in visible.entries.values()}
    names = {visible.stem(e): e.stem for e in visible.entries.values()}
    one_, two_ = (v if isinstance(v, tuple) else (v,) for v in (one, two))
    return bool(lost) and [names.get(v, v) for v in two_ if v] == [
        v for v in one_ if isinstance(v, str) and v.rpartition("/")[2] in kept
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda files: {**files, "kit-a/data/x.md": b"changed"}, "a changé depuis sa fabrication"),
        (lambda files: {**files, "kit-a/data/more.md": b"more"}, "il en a trop"),
        (
            lambda files: {n: c for n, c in files.items() if not n.endswith("x.md")},
            "il lui manque des fichiers",
        ),
    ],
)
def test_a_kit_that_is_not_whole_is_refused(
    make_carnet: Make, tmp_path: Path, change: Callable[[Mapping[str, bytes]], Mapping[str, bytes]], said: str
) -> None:
    """Nothing is written of a kit whose sums are wrong."""
    visible = make_carnet().visible("kit")
    whole = bagged("nec-essai", {"x.md": b"x", "carnet/carnet.yaml": b"titre: T\n"}, visible)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        files = {name.replace("kit-nec-essai", "kit-a"): archive.read(name) for name in archive.namelist()}
    path = tmp_path / "k.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in change(files).items():
            archive.writestr(name, content)

    with pytest.raises(CarnetError, match=said):
        lay(tmp_path / "refait", [path])

    assert not (tmp_path / "refait").exists()


def test_a_kit_writes_only_in_a_carnet(make_carnet: Make, tmp_path: Path) -> None:
    """Paths that lead out, or where a carnet has nothing, are not followed; what is there is not touched."""
    visible = make_carnet().visible("kit")
    files = {
        "carnet/carnet.yaml": b"titre: T\n",
        "carnet/../../evil.md": b"x",
        "carnet/build.py": b"import os",
        "carnet/templates/web/base.html": b"x",
        "carnet/entries/nec/a.md": b"---\ntype: recit\n---\n",
    }
    path = tmp_path / "k.zip"
    path.write_bytes(bagged("nec-essai", files, visible))
    root = tmp_path / "refait"
    root.mkdir()
    (root / "carnet.yaml").write_text("titre: Le mien\n", "utf-8")

    laid = lay(root, [path])

    assert (laid.written, laid.kept) == (("entries/nec/a.md",), ("carnet.yaml",))
    assert (root / "carnet.yaml").read_text("utf-8") == "titre: Le mien\n"
    assert not (tmp_path / "evil.md").exists()


def test_xmp_is_one_segment_that_leaves_the_pixels_alone(make_carnet: Make) -> None:
    """The picture is the same, byte for byte, after its packet."""
    visible = make_carnet(WORLD).visible("kit")
    from carnet.credits import credit_of

    photo = visible.entries["nec-essai/halle"]
    before = jpeg(face())
    after = with_xmp(before, xmp(photo, credit_of(visible, photo)))

    assert after.endswith(before[2:])
    assert len(after) - len(before) < 3000


@pytest.mark.lent
def test_outside_libraries_find_a_kit_sound(make_carnet: Make, tmp_path: Path) -> None:
    """The bag library, the RO-Crate library and another unzip agree, on a whole kit built by the command."""
    import subprocess

    import bagit
    from rocrate.rocrate import ROCrate

    workspace = make_carnet(WORLD)
    assert workspace.build("kits") is not None
    kit = workspace.root / "out/kits/nec-essai.zip"

    subprocess.run(["unzip", "-q", kit, "-d", tmp_path / "u"], check=True)
    bag = bagit.Bag(str(tmp_path / "u/kit-nec-essai"))
    bag.validate()
    crate = ROCrate(str(tmp_path / "u/kit-nec-essai/data"))

    assert bag.info["Payload-Oxum"].endswith(f".{len(bag.payload_entries())}")
    assert crate.root_dataset["license"]["name"] == "CC BY-SA 4.0"
    assert {"livret/carnet.pdf", "livret/carnet.epub", "site/index.html"} <= {
        part.id for part in crate.root_dataset["hasPart"]
    }


def test_the_command_lays_a_kit_back(make_carnet: Make, tmp_path: Path, light: None) -> None:
    """``carnet importer kit.zip`` in an empty folder makes a carnet of it."""
    workspace = make_carnet(WORLD)
    (kit,) = assemble(workspace.visible("kit"), MediaRoom(workspace.root, Cache(None)))
    (tmp_path / "kit.zip").write_bytes(kit.content)
    (tmp_path / "refait").mkdir()

    done = CliRunner().invoke(
        program, ["-C", str(tmp_path / "refait"), "importer", str(tmp_path / "kit.zip")]
    )

    assert done.exit_code == 0, done.output
    assert "remis dans le carnet" in done.output
    report = Report()
    assert len(read_workspace(tmp_path / "refait", report).entries) == 8
