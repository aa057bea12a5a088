"""Give the importer thousands of broken files: each must become a draft or a refusal, never a traceback.

``python tools/fuzz_import.py 10000 [seed]`` says how many files of each sort became what, and shows the first
traceback of each sort. The files are the tests' own, and texts below, broken at random; a seed gives the
same ones.
"""

import io
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from carnet.diagnostics import Report
from carnet.importing.bringing import Options, bring, place_for
from carnet.importing.values import RefusedError
from carnet.sources import read_workspace

# ruff: noqa: E501 - texts and signs as they would be typed
DATA = Path(__file__).parents[1] / "tests/data/importer"
YAML = "titre: Essai\nannee: 2026\ndescription: Un essai.\nlicence: etalab-2.0\ncontributeurs:\n  duo:\n    nom: Duo\n"
EVENT = "---\ntitre: Un\ndebut: 2026-01-01\nlieu:\n  commune: Un\nporteur: Un\nthematiques: []\n---\n"
MARKDOWN = """---
title: "Le marché : une place"
tags: [a, b]
date: 2026-03-12
---

# Titre {#id .c k="v"}

Un *mot* **gras** `code` [lien](https://e.org) ![image](x.png "t") <b>html</b> <iframe src="https://v.org"></iframe>
note[^1] ^[en ligne] [[renvoi]] ![[x]] @cle [@cle, p. 2] $x$ ~a~ ==b== {%youtube id%} [name=A]

::: info Titre
- [ ] a
  1. b
:::

| a | b |
|:-|-:|
| c<br>d | e[^2] |

Terme
: sens

<table><tr><td colspan=2>x</td></tr></table>

```sequence
A->B
```

[^1]: La note[^2].
[^2]: Autre.

> cité
[TOC]
*[HTML]: Hyper
"""
HTML = """<!DOCTYPE html><html><head><title>T</title><meta name=generator content=Etherpad></head><body><h1>A</h1><p>b<br>c
<img src="data:image/png;base64,iVBORw0KGgo=" alt="d"><a href="javascript:x">e</a><ul><li>f<ol><li>g</ol></ul><table><caption>h
</caption><tr><th rowspan=2>i</th><td>j</td></tr><tr><td>k</td></tr></table><figure><img src=x.png><figcaption>l</figcaption></figure><script>m</script>
<iframe src="//v.org"></iframe><pre>n</pre><dl><dt>o<dd>p</dl><svg><text>q</text></svg></body></html>"""
ORG = """#+title: T
#+DATE: 2026-03-12
* A :tag:
:PROPERTIES:
:ID: x
:END:
- a
  1. b
| a | b |
|---+---|
| [[https://e.org][l]] | [fn:1] |
#+begin_quote
q
#+end_quote
[fn:1] note
#+INCLUDE: "/etc/passwd"
"""
NOTES = """Jeudi 12 mars 2026
## Matin
9h05 Café @hall #tag ?accord
- 10.12 « Oui. » — Léa, médiatrice #inclusion
11:02:15 Omar : "Non" (Léa)
vu : x
14:32 ressenti - la fatigue
"""
SPICE = ("\0", "﻿", "«", "»", "---\n", "::: ", "[^1]", "[[", "]]", "![", "](", "<", ">", "&#0;", "&lt;", "{", "}", "`" * 4, "|", "\\",
         "\u202e", "\u2028", "\x85", "é" * 400, "<" * 90, "[" * 90, "> " * 60, "- " * 60, "99999999999999999999", "-1", "<!--", "-->",
         "<![CDATA[", "]]>", "\t", "\r", "\n\n\n", "<table>", "</table>",
         "<br>", "xml:space", "12:99", "9h", "2026-13-45", "#", "@", "?")  # fmt: skip


def broken_text(text: str, rng: random.Random) -> str:
    """Return a text with pieces gone, doubled, moved, and strange ones added."""
    for _ in range(rng.randint(1, 8)):
        start = rng.randrange(len(text) + 1)
        end = min(len(text), start + rng.choice((1, 1, 3, 10, 40, 200)))
        match rng.randrange(4):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + text[start:end] * rng.choice((1, 2, 9)) + text[end:]
            case 2:
                text = text[:start] + rng.choice(SPICE) + text[start:]
            case _:
                at = rng.randrange(len(text) + 1)
                text = text[:at] + text[start:end] + text[at:]
    return text


def broken_bytes(content: bytes, rng: random.Random, most: int = 12) -> bytes:
    """Return bytes with some changed, cut or added, in at most ``most`` places."""
    made = bytearray(content)
    for _ in range(rng.randint(1, most)):
        if not made:
            break
        at = rng.randrange(len(made))
        match rng.choice((0, 0, 0, 1, 2, 3)):
            case 0:
                made[at] = rng.randrange(256)
            case 1:
                del made[at : at + rng.choice((1, 4, 60))]
            case 2:
                made[at:at] = rng.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xd9", bytes(30)))
            case _:
                del made[max(20, at) :]
    return bytes(made)


def broken_archive(content: bytes, rng: random.Random) -> bytes:
    """Return a zip whose XML, or whose own bytes, are broken."""
    if rng.random() < 0.15:
        return broken_bytes(content, rng)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = rng.choice([n for n in names if n.endswith(".xml")] if rng.random() < 0.9 else names)
        for name in names:
            part = old.read(name)
            if name == chosen:
                part = _broken_part(part, rng)
                if rng.random() < 0.03:
                    continue
            new.writestr(name, part)
    return out.getvalue()


def _broken_part(part: bytes, rng: random.Random) -> bytes:
    """Break a part: half of the time its elements, so that it stays well formed, else its characters."""
    text = part.decode("utf-8", "replace")
    if rng.random() < 0.35:
        return broken_text(text, rng).encode("utf-8", "replace")
    elements = list(
        re.finditer(r"<(?:[\w.-]+:)?[\w.-]+(?:\s[^<>]*)?/>|<([\w.:-]+)(?:\s[^<>]*)?>[^<>]*</\1>", text)
    )
    for match in sorted(
        rng.sample(elements, min(len(elements), rng.randint(1, 6))), key=lambda m: -m.start()
    ):
        piece = rng.choice(("", match[0] * 2, match[0] * 40, rng.choice(elements)[0]))
        text = text[: match.start()] + piece + text[match.end() :]
    values = list(re.finditer(r'="[^"]*"', text))
    for match in sorted(rng.sample(values, min(len(values), rng.randint(0, 5))), key=lambda m: -m.start()):
        value = rng.choice(("", "-1", "0", "99999999", "x", "é", rng.choice(values)[0][2:-1]))
        text = text[: match.start()] + f'="{value}"' + text[match.end() :]
    return text.encode()


def seeds() -> Mapping[str, tuple[str, Callable[[random.Random], bytes], int]]:
    """Return each sort of file: its suffix, how one is made, its share."""
    word, odt = ((DATA / f"lavoir.{end}").read_bytes() for end in ("docx", "odt"))
    pictures = _pictures()
    kinds = list(pictures)

    def text(seed: str) -> Callable[[random.Random], bytes]:
        return lambda rng: broken_text(seed, rng).encode("utf-8", "replace")

    made: dict[str, tuple[str, Callable[[random.Random], bytes], int]] = {
        "word": (".docx", lambda rng: broken_archive(word, rng), 14),
        "odt": (".odt", lambda rng: broken_archive(odt, rng), 22),
        "markdown": (".md", text(MARKDOWN), 18),
        "html": (".html", text(HTML), 14),
        "org": (".org", text(ORG), 7),
        "notes": (".txt", text(NOTES), 15),
        "octets": (".md", lambda rng: broken_bytes(MARKDOWN.encode(), rng), 2),
    }
    for kind in kinds:
        made[f"photo {kind}"] = (f".{kind}", partial(_broken_picture, pictures[kind]), 1)
    return made


def _broken_picture(content: bytes, rng: random.Random) -> bytes:
    return broken_bytes(content, rng, most=2)


def _pictures() -> dict[str, bytes]:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:03:12 09:00:00"
    made = {"heic": (DATA / "deux-carres.heic").read_bytes()}
    image = Image.radial_gradient("L").resize((48, 40)).convert("RGB")
    for kind, name in (
        ("jpg", "JPEG"),
        ("png", "PNG"),
        ("webp", "WEBP"),
        ("tif", "TIFF"),
        ("gif", "GIF"),
        ("avif", "AVIF"),
    ):
        out = io.BytesIO()
        image.save(out, name, **({} if name == "GIF" else {"exif": exif}))
        made[kind] = out.getvalue()
    return made


def fuzz(count: int, seed: int, folder: Path) -> tuple[Counter[str], dict[str, str]]:
    """Import ``count`` broken files; return what became of each sort, and the tracebacks by sort."""
    root = folder / "carnet"
    (root / "entries/un").mkdir(parents=True)
    (root / "carnet.yaml").write_text(YAML, "utf-8")
    (root / "entries/un/evenement.md").write_text(EVENT, "utf-8")
    sources, options = read_workspace(root, Report()), Options(evenement="un")
    sorts = seeds()
    rng = random.Random(seed)
    became: Counter[str] = Counter()
    faults: dict[str, str] = {}
    names = rng.choices(list(sorts), [share for _, _, share in sorts.values()], k=count)
    for rank, name in enumerate(names):
        suffix, make, _ = sorts[name]
        path = folder / f"f{suffix}"
        path.write_bytes(make(rng))
        try:
            found = bring(path, place_for(sources, options), options)
            whole = all(one.account.whole for one in found)
            became[f"{name} : {'brouillon' if whole else 'brouillon, mots nommés perdus'}"] += 1
        except RefusedError:
            became[f"{name} : refus"] += 1
        except Exception:  # noqa: BLE001 - a traceback is what is looked for
            became[f"{name} : ERREUR"] += 1
            if name not in faults:
                faults[name] = f"fichier {rank}, graine {seed}\n{traceback.format_exc()}"
                (folder.parent / f"fuzz-{name.replace(' ', '-')}-{seed}-{rank}{suffix}").write_bytes(
                    path.read_bytes()
                )
        path.unlink()
        if rank % 500 == 499:
            print(f"{rank + 1} fichiers, {len(faults)} sortes d’erreur", file=sys.stderr, flush=True)
    return became, faults


def main() -> int:
    """Run as many files as asked, and say what became of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    start = time.process_time()
    with tempfile.TemporaryDirectory(prefix="carnet-fuzz-") as folder:
        became, faults = fuzz(count, seed, Path(folder))
    for what, number in sorted(became.items()):
        print(f"{number:6}  {what}")
    for name, told in faults.items():
        print(f"\n--- {name}, {told}")
    errors = sum(number for what, number in became.items() if what.endswith("ERREUR"))
    print(f"\n{count} fichiers, {errors} erreurs ({time.process_time() - start:.0f} s de processeur)")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
