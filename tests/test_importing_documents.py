"""Texts from elsewhere become drafts in which nothing is lost in silence."""

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from carnet.importing.bringing import ADVICE, READERS
from carnet.importing.telling import as_json, as_text
from carnet.importing.values import Brought
from tests.conftest import Workspace
from tests.import_world import DATA, archive, brought_into, photo

Make = Callable[..., Workspace]


def text_of(workspace: Workspace, brought: Brought) -> str:
    """Return the main draft of an import."""
    return (workspace.root / brought.pieces[0].path).read_text("utf-8")


def errors(workspace: Workspace) -> list[str]:
    """Return what `carnet verifier` refuses."""
    return [d.message for d in workspace.check() if d.gravite == "erreur"]


@pytest.mark.parametrize("name", ["lavoir.docx", "lavoir.odt"])
def test_a_document_of_libreoffice_is_whole(make_carnet: Make, name: str) -> None:
    """Words, images, alternatives, notes, lists, tables, links: as many go out as came in, or are named."""
    workspace = make_carnet()

    (brought,), refused = brought_into(workspace.root, DATA / name)

    assert refused == []
    assert brought.account.whole
    assert brought.account.counts == {
        "mots": (150, 142, 8),
        "images": (2, 2, 0),
        "alternatives": (2, 2, 0),
        "notes": (2, 2, 0),
        "listes": (5, 5, 0),
        "tableaux": (1, 1, 0),
        "liens": (1, 1, 0),
        "commentaires": (1, 0, 1),
    }
    told = " ".join(item.what for item in brought.account.left)
    assert "commentaire de Marie : « À vérifier avec Ahmed »" in told
    assert "suppression suivie de Marie, laissée : « une phrase retirée" in told
    assert "ajout suivi de Marie, accepté" in told
    assert "cellules fusionnées" in told
    assert errors(workspace) == []


@pytest.mark.lent
@pytest.mark.parametrize("form", ["docx", "odt"])
def test_what_libreoffice_writes_here_gives_the_draft_of_the_kept_document(
    make_carnet: Make, tmp_path: Path, form: str
) -> None:
    """The kept documents are no lucky ones: this machine's LibreOffice writes others, and the draft is the same."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip(
            "LibreOffice n’est pas installé : seuls les deux documents qu’il a écrits ailleurs sont relus"
        )
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless",
         "--convert-to", form, "--outdir", str(tmp_path), str(DATA / "lavoir.fodt")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    workspace = make_carnet()

    (kept, written), refused = brought_into(
        workspace.root, DATA / f"lavoir.{form}", tmp_path / f"lavoir.{form}"
    )

    assert refused == []
    assert written.account.whole
    assert written.account.counts == kept.account.counts
    drafts = [re.sub(r"photo-[\w-]+", "photo", text_of(workspace, one)) for one in (written, kept)]
    assert drafts[0] == drafts[1]


def test_word_and_opendocument_give_the_same_draft(make_carnet: Make) -> None:
    """The same text saved in two formats is one draft, to the character."""
    workspace = make_carnet()

    (word, odt), _ = brought_into(workspace.root, DATA / "lavoir.docx", DATA / "lavoir.odt")

    drafts = [re.sub(r"photo-[\w-]+", "photo", text_of(workspace, one)) for one in (word, odt)]
    assert drafts[0] == drafts[1]
    assert "statut: brouillon\ntitre: Le lavoir de Saint-Ouen\nresume: Atelier du 12 mars\n" in drafts[0]
    for words in (
        "> Ce que dit Ahmed",
        "::: verbatim\n",
        "XIX^e^ siècle",
        "## Ce qu’on a vu",
        "  - sans roue",
        "un ajout et la suite",
        "[^1]: Entretien du 3 mars : *voir* la page quatorze.",
    ):
        assert words in drafts[0]


def test_an_image_is_a_photo_with_its_alternative_its_caption_and_its_credit(make_carnet: Make) -> None:
    """« Illustration 1: » goes, the credit of the caption is its credit, and two documents share one file."""
    workspace = make_carnet()

    (word, odt), _ = brought_into(workspace.root, DATA / "lavoir.docx", DATA / "lavoir.odt")

    photos = [(workspace.root / p.path).read_text("utf-8") for p in word.pieces if "/photo-" in p.path]
    assert "alt: La cour du lavoir vue du préau, une porte brune et le soleil" in photos[0]
    assert "credit: à compléter" in photos[0]
    assert "credit: Ahmed" in photos[1]
    assert photos[1].endswith("\nLe toit, repeint en 1998 (© Ahmed)\n")
    assert [p.path for p in odt.pieces if p.path.startswith("media/")] == []


POST = """\
---
author: Camille Exemple
description: Ce qui s’est passé, en deux phrases.
layout: post
tags: [inclusion, méthode]
title: 'Le marché : une place'
---

Un mot[^a], *un autre*, [un lien](https://example.org), [un voisin](/blog/x.html).

![La place vide](img/place.jpg) _La place, au matin (© Omar)_

![Ailleurs](https://example.org/x.png)

<iframe src="https://video.example.org/42"></iframe>

<table><tr><td>Une</td><td>table</td></tr></table>

::: tip À retenir
La clé.
:::

[^a]: La note.
"""


def test_a_post_of_another_site(make_carnet: Make, tmp_path: Path) -> None:
    """Its properties find their fields, its images their entries; what stays behind is named."""
    workspace = make_carnet()
    source = tmp_path / "ailleurs/21-05-27-le-marche.md"
    (source.parent / "img").mkdir(parents=True)
    source.write_text(POST, "utf-8")
    (source.parent / "img/place.jpg").write_bytes(photo())

    (brought,), _ = brought_into(workspace.root, source)

    text = text_of(workspace, brought)
    assert brought.account.whole
    assert brought.account.counts["images"] == (2, 1, 1)
    assert 'titre: "Le marché : une place"' in text
    assert "resume: Ce qui s’est passé, en deux phrases." in text
    assert "date: 2021-05-27" in text
    assert "themes: [inclusion]\nmots_cles: [méthode]" in text
    assert "![[photo-place]]" in text
    assert "\\[Image à retrouver : Ailleurs\\]" in text
    assert "::: encadre\n**À retenir**" in text
    told = " ".join(item.what for item in brought.account.left)
    for words in ("layout: post", "Camille Exemple", "« un voisin »", "<iframe>", "sur un autre site"):
        assert words in told
    assert "La place, au matin (© Omar)" in (workspace.root / "entries/nec-essai/photo-place.md").read_text(
        "utf-8"
    )
    assert errors(workspace) == []


PAD = """\
Atelier mémoire
===

[TOC]

###### tags: `eau` `école`

:::info
**Consigne** : écrire *dix* lignes
:::
:::spoiler Réponse
caché
:::

- [ ] à faire
- [x] fait

==surligné== ++souligné++ H~2~O 19^e^ ~~barré~~
Ligne un
Ligne deux

{%youtube aqz-KE-bpKQ %}

> Quelqu'un a dit
> [name=Marie] [time=Sun, Jun 28, 2015 9:59 PM] [color=#907bf7]

```sequence
A->B: ==x==
```

Note[^1] et note en ligne ^[ici].

[^1]: oui

*[HTML]: Hyper Text
<!-- commentaire -->
"""


def test_a_pad_speaks_its_own_dialect(make_carnet: Make, tmp_path: Path) -> None:
    """Tags, blocks, notes in line, players, signatures: each has its form here, or is told."""
    workspace = make_carnet()
    source = tmp_path / "pad.md"
    source.write_text(PAD, "utf-8")

    (brought,), _ = brought_into(workspace.root, source)

    text = text_of(workspace, brought)
    assert brought.account.whole, brought.account
    assert brought.account.counts["notes"] == (2, 2, 0)
    for words in (
        "titre: Atelier mémoire",
        "mots_cles: [eau, école]",
        "::: encadre\n**Consigne**",
        "**Réponse**",
        "surligné souligné H~2~O 19^e^",
        "Ligne un\\\nLigne deux",
        "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "— Marie",
        "A->B: ==x==",
    ):
        assert words in text, words
    assert "[TOC]" not in text
    assert errors(workspace) == []


ETHERPAD = """<!DOCTYPE HTML>
<html lang="fr"><head><title>atelier-lavoir</title><meta name="generator" content="Etherpad"><style>ol{counter-reset:item}</style></head>
<body><strong>Atelier du lavoir</strong><br><br>Présent&middot;es&nbsp;: Marie, Ahmed<br>Il fait &lt;beau&gt; &amp; chaud *non*<br><br>
<ul class="bullet"><li>un<ul class="bullet"><li>sous-un</ul><li>deux</ul><br>
<a href="https://example.org/a">un lien</a> <img src="data:image/png;base64,AAAA" alt="rien"><script>alert(1)</script><![if !mso]><![tr</body></html>"""


def test_an_etherpad_is_paragraphs(make_carnet: Make, tmp_path: Path) -> None:
    """An empty line parts two paragraphs, one break stays; a script is told and is nowhere."""
    workspace = make_carnet()
    source = tmp_path / "pad.html"
    source.write_text(ETHERPAD, "utf-8")

    (brought,), _ = brought_into(workspace.root, source)

    text = text_of(workspace, brought)
    assert brought.account.whole, brought.account
    assert "Présent·es : Marie, Ahmed\\\nIl fait \\<beau\\> & chaud \\*non\\*\n\n" in text
    assert "alert" not in text
    assert any("<script>" in item.what for item in brought.account.left)
    assert errors(workspace) == []


def test_org_notes_are_read(make_carnet: Make, tmp_path: Path) -> None:
    """Emacs Org: title, headings, lists, tables, links; an inclusion is told and not followed."""
    workspace = make_carnet()
    source = tmp_path / "notes.org"
    source.write_text(
        "#+title: Le programme\n#+INCLUDE: /etc/passwd\n\n* L’esprit\n\n- un\n- deux\n\n| a | b |\n|---+---|\n| 1 | [[https://example.org][lien]] |\n",
        "utf-8",
    )

    (brought,), _ = brought_into(workspace.root, source, type_="seance")

    text = text_of(workspace, brought)
    assert brought.account.whole, brought.account
    assert "type: seance\nstatut: brouillon\ntitre: Le programme\n" in text
    assert "root" not in text
    assert any("/etc/passwd" in item.what for item in brought.account.left)


def test_a_file_comes_whole_or_not_at_all_and_over_nothing(make_carnet: Make) -> None:
    """When one piece cannot be laid, none is; the same file again makes other drafts beside the first."""
    workspace = make_carnet(
        {
            "entries/nec-essai/le-lavoir-de-saint-ouen.md": "---\ntype: recit\ntitre: À moi\nresume: Mien.\n---\n"
        }
    )
    before = {p: p.read_bytes() for p in workspace.root.rglob("*") if p.is_file()}
    workspace.root.joinpath("media").mkdir()
    workspace.root.joinpath("media/nec-essai").write_text("un fichier, pas un dossier")

    _, (refusal,) = brought_into(workspace.root, DATA / "lavoir.docx")

    assert "existe déjà" in refusal.cause
    assert {p: p.read_bytes() for p in before} == before
    assert not list(workspace.root.rglob("photo-*"))
    workspace.root.joinpath("media/nec-essai").unlink()
    (brought,), _ = brought_into(workspace.root, DATA / "lavoir.docx")
    assert brought.pieces[0].path == "entries/nec-essai/le-lavoir-de-saint-ouen-2.md"
    assert {p: p.read_bytes() for p in before} == before


def test_a_trial_writes_nothing(make_carnet: Make) -> None:
    """``dry`` tells all and lays nothing."""
    workspace = make_carnet()
    before = sorted(workspace.root.rglob("*"))

    (brought,), _ = brought_into(workspace.root, DATA / "lavoir.odt", dry=True)

    assert len(brought.pieces) == 5
    assert [p for p in sorted(workspace.root.rglob("*")) if ".cache" not in p.parts] == before


WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document xmlns:w='x'/>"}
XXE = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'
LAUGHS = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><l>&b;</l>"


@pytest.mark.parametrize(
    ("name", "parts", "cause"),
    [
        ("a.docx", {**WORD, "word/../../../evil.xml": "x"}, "sortirait de son dossier"),
        ("a.docx", {**WORD, "/etc/x": "x"}, "sortirait de son dossier"),
        ("a.docx", {**WORD, "C:\\x": "x"}, "sortirait de son dossier"),
        ("a.docx", {**WORD, "word/vbaProject.bin": "x"}, "macros"),
        ("a.odt", {"content.xml": "<a/>", "Basic/Standard/Module1.xml": "x"}, "macros"),
        ("a.docx", {**WORD, "word/document.xml": XXE}, "entités XML"),
        ("a.docx", {**WORD, "word/styles.xml": LAUGHS}, "entités XML"),
        ("a.odt", {"content.xml": XXE.encode("utf-16")}, "entités XML"),
        ("a.odt", {"content.xml": "<a>" * 500 + "</a>" * 500}, "emboîte plus"),
        ("a.docx", {**WORD, "word/document.xml": b"<a>" + b"\0" * 30_000_000}, "bombe"),
        ("a.odt", {f"Pictures/{n}": "" for n in range(4_200)}, "plus de 4000 fichiers"),
        ("a.docx", {"xl/workbook.xml": "<a/>"}, "pas un document Word"),
        ("a.odt", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "pas un texte"),
        ("a.docx", {**WORD, "word/document.xml": "<a"}, "pas du XML"),
    ],
)  # fmt: skip
def test_a_hostile_archive_is_refused_with_a_sentence(
    make_carnet: Make, tmp_path: Path, name: str, parts: dict[str, str], cause: str
) -> None:
    """Bombs, traps, macros and entities: refused, and nothing is written anywhere."""
    workspace = make_carnet()
    before = sorted(p for p in tmp_path.rglob("*"))
    source = archive(tmp_path / name, parts)

    brought, (refusal,) = brought_into(workspace.root, source)

    assert brought == []
    assert cause in refusal.cause
    assert [p for p in sorted(tmp_path.rglob("*")) if p != source and ".cache" not in p.parts] == before


def test_a_locked_or_cut_archive_is_refused(make_carnet: Make, tmp_path: Path) -> None:
    """A password, a file cut short, an old .doc: a sentence and a remedy each."""
    workspace = make_carnet()
    whole = (DATA / "lavoir.docx").read_bytes()
    (tmp_path / "coupe.docx").write_bytes(whole[:4_000])
    (tmp_path / "vieux.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    locked = tmp_path / "ferme.docx"
    with zipfile.ZipFile(locked, "w") as made:
        made.writestr("word/document.xml", "x")
    raw = bytearray(locked.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(raw)

    _, refused = brought_into(workspace.root, tmp_path / "coupe.docx", tmp_path / "vieux.doc", locked)

    assert ["abîmé" in refused[0].cause, refused[1].aide, "mot de passe" in refused[2].cause] == [
        True,
        ADVICE[".doc"],
        True,
    ]


def test_a_text_never_reads_what_is_not_beside_it(make_carnet: Make, tmp_path: Path) -> None:
    """« ../../secret.jpg », an absolute path, a link that leads out: the image stays to be found."""
    workspace = make_carnet()
    (tmp_path / "secret.jpg").write_bytes(photo())
    folder = tmp_path / "dossier"
    folder.mkdir()
    (folder / "lien.jpg").symlink_to(tmp_path / "secret.jpg")
    source = folder / "a.md"
    source.write_text(
        f"![un](../secret.jpg) ![deux]({tmp_path}/secret.jpg) ![trois](lien.jpg) ![q](file:///etc/passwd)\n",
        "utf-8",
    )

    (brought,), _ = brought_into(workspace.root, source)

    assert brought.account.counts["images"] == (4, 0, 4)
    assert len(brought.pieces) == 1


def test_what_is_lost_would_be_named(make_carnet: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that drops a paragraph is caught: the words are named and the import is not whole."""
    from carnet.importing import word

    read = word.read_file

    def forgetful(path: Path, form: str) -> dict[str, object]:
        tree = read(path, form)
        tree["blocks"] = [
            b
            for b in tree["blocks"]
            if "Ahmed, en bloc" not in json.dumps(b) and "Ahmed," not in json.dumps(b)
        ]
        return tree

    monkeypatch.setattr(word, "read_file", forgetful)

    (brought,), _ = brought_into(make_carnet().root, DATA / "lavoir.docx")

    assert not brought.account.whole
    assert "bloc cité" in " ".join(brought.account.lost)
    assert "perdu : «" in as_text([brought], [])


def test_the_report_is_for_people_and_for_programs(make_carnet: Make) -> None:
    """The same facts in French sentences and in JSON."""
    brought, refused = brought_into(make_carnet().root, DATA / "lavoir.odt", DATA / "LISEZMOI.pdf")

    told, document = as_text(brought, refused), json.loads(as_json(brought, refused))

    assert "images 2 → 2" in told
    assert "LISEZMOI.pdf : refusé" in told
    assert document["importes"][0]["comptes"]["notes"] == {"entres": 2, "sortis": 2, "laisses": 0}
    assert document["importes"][0]["complet"] is True
    assert document["refuses"][0]["aide"]


def test_every_reader_refuses_an_empty_file_or_makes_a_draft(make_carnet: Make, tmp_path: Path) -> None:
    """No suffix of the table ends in a traceback."""
    workspace = make_carnet()
    for suffix in READERS:
        path = tmp_path / f"vide{suffix}"
        path.write_bytes(b"")

        brought, refused = brought_into(workspace.root, path)

        assert len(brought) + len(refused) == 1, suffix
    shutil.rmtree(workspace.root / "entries/nec-essai")


def test_notes_that_would_hang_or_vanish_come_out(make_carnet: Make, tmp_path: Path) -> None:
    """A note that calls itself, one that nothing calls, two of one name: all their words are in the draft."""
    source = tmp_path / "notes.md"
    source.write_text(
        "Un[^a] deux[^c].\n\n[^a]: Alpha[^b].\n[^b]: Beta[^a].\n[^c]: Gamma.\n[^c]: Delta.\n[^d]: Epsilon.\n\n```\n[^e]: code\n```\n",
        "utf-8",
    )

    (brought,), _ = brought_into(make_carnet().root, source)

    written = brought.pieces[0].content.decode()
    assert brought.account.whole
    assert brought.account.counts["notes"] == (5, 5, 0)
    assert [word for word in ("Alpha", "Beta", "Gamma", "Delta", "Epsilon") if word not in written] == []
    assert "[^e]: code" in written
