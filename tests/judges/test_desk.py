"""The desk in a real browser: from `carnet init` to a published portrait by keyboard alone, every page heard by axe."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from carnet.scaffold import lay
from tests.judges.axe import Axe, View

ROOT = Path(__file__).parents[2]
PICTURES = os.environ.get("CARNET_VUES")
"""A folder where the steps are photographed, to be looked at."""
VIEWS: tuple[View, ...] = ((1440, "light"), (360, "light"), (1440, "dark"))
PORTRAIT = ROOT / "tests/data/visage.jpg"


@contextmanager
def serving(workspace: Path) -> Iterator[tuple[str, list[str]]]:
    """Run `carnet servir` on a workspace; yield its start address and the lines of its terminal."""
    command = [sys.executable, "-c", "from carnet.cli import main; main()", "-C", str(workspace), "servir"]
    process = subprocess.Popen(
        [*command, "--port", "0", "--sans-navigateur"],
        cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    lines: list[str] = []
    try:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        yield re.findall(r"http://127\S+", "".join(lines))[0], lines
    finally:
        process.terminate()
        lines += (process.communicate(timeout=20)[1] or "").splitlines()


@pytest.fixture
def new_carnet(tmp_path: Path) -> Path:
    """Lay what `carnet init` lays."""
    lay(tmp_path / "carnet")
    return tmp_path / "carnet"


class Hands:
    """Two hands on a keyboard: nothing here touches a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is on what is wanted."""
        for _ in range(220):
            if self.page.evaluate("s => !!document.activeElement?.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab on {self.page.url}")

    def write(self, selector: str, words: str) -> None:
        """Go to a field and type."""
        self.reach(selector)
        self.page.keyboard.type(words)

    def press(self, selector: str, key: str = "Enter") -> None:
        """Go to a control and press a key."""
        self.reach(selector)
        self.page.keyboard.press(key)

    def go(self, selector: str) -> None:
        """Follow a link or a button to another page."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def publish(self) -> None:
        """Choose « Publié » with the arrows."""
        self.reach("[name='c.statut']:checked")
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.press("ArrowRight")

    def look(self) -> None:
        """Photograph the page, when asked."""
        self.steps += 1
        if PICTURES:
            self.page.wait_for_timeout(900)
            self.page.screenshot(path=f"{PICTURES}/{self.steps:02}.png")


def test_a_portrait_is_published_by_keyboard_alone(new_carnet: Path, chromium: Axe) -> None:
    """From `carnet init` to the site: a person, her photo, her words, without opening a terminal again."""
    with serving(new_carnet) as (address, lines):
        context = chromium.browser.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("filechooser", lambda _: None)  # heard from the start: asked for late, the key may come first
        page.goto(address)
        hands = Hands(page)
        hands.look()

        hands.go("a[href='/nouveau/portrait']")
        hands.write("#c-nom", "Odile Fabre")
        hands.write("#c-fonction", "médiatrice numérique")
        hands.write("#corps", "Odile ouvre la salle à huit heures. Elle connaît chaque prise.")
        for box in ("nom", "image", "propos"):
            hands.press(f"#c-accord-objets-{box}", "Space")
        for box in ("web", "pdf", "epub"):
            hands.press(f"#c-accord-supports-{box}", "Space")
        hands.publish()
        page.wait_for_timeout(1500)
        hands.look()
        hands.go("button[name=_ensuite][value=photo]")

        hands.reach("input[type=file]")
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        chooser.value.set_files(PORTRAIT)
        hands.write("#c-alt", "Une femme aux cheveux courts règle un vidéoprojecteur.")
        hands.write("#c-credit", "Le duo")
        hands.publish()
        hands.look()
        hands.go("#enregistrer")
        assert page.url.endswith("?dit=depose")

        hands.go("button[name=_ensuite][value=verbatim]")
        hands.write("#corps", "La prise du fond, c’est la mienne.")
        hands.publish()
        page.wait_for_timeout(1200)
        hands.look()
        page.keyboard.press("Control+s")
        page.wait_for_url(re.compile("dit="))
        hands.look()

        hands.go("a[href='/fabriquer']")
        with page.expect_navigation():
            hands.press("form button.plein")
        page.wait_for_selector("text=C’est fabriqué.", timeout=120_000)
        hands.look()
        context.close()

    built = (new_carnet / "out/site/portraits/odile-fabre/index.html").read_text("utf-8")
    assert "règle un vidéoprojecteur" in built
    assert "La prise du fond, c’est la mienne." in built
    assert not errors
    assert not [line for line in lines if "Traceback" in line]


def test_the_whole_way_goes_without_javascript(new_carnet: Path, chromium: Axe) -> None:
    """A portrait, its photo, her words, a row more in a list, the build: everything but the preview."""
    with serving(new_carnet) as (address, lines):
        context = chromium.browser.new_context(locale="fr-FR", java_script_enabled=False)
        page = context.new_page()
        page.goto(address)
        host = address.partition("/entrer")[0]

        page.click("a[href='/nouveau/portrait']")
        page.fill("#c-nom", "Odile Fabre")
        page.fill("#corps", "Odile ouvre la salle à huit heures.")
        for box in ("objets-nom", "objets-image", "objets-propos", "supports-web"):
            page.check(f"#c-accord-{box}")
        page.check("[name='c.statut'][value=publie]")
        page.click("button[name=_ensuite][value=photo]")

        page.set_input_files("input[type=file]", PORTRAIT)
        page.fill("#c-alt", "Une femme aux cheveux courts règle un vidéoprojecteur.")
        page.fill("#c-credit", "Le duo")
        page.check("[name='c.statut'][value=publie]")
        page.click("#enregistrer")
        page.click("button[name=_ensuite][value=verbatim]")
        page.fill("#corps", "La prise du fond, c’est la mienne.")
        page.check("[name='c.statut'][value=publie]")
        page.click("#enregistrer")
        assert "dit=" in page.url

        page.goto(f"{host}/fiche/entries/nec-exemple/inventaire")
        rows = page.locator('[name^="c.vu."][name$=".texte"]')
        rows.last.fill("Une prise au fond de la salle.")
        page.click("#enregistrer")
        page.goto(f"{host}/fiche/entries/nec-exemple/inventaire")
        spare = rows.last.input_value()

        page.goto(f"{host}/fabriquer")
        page.click("form button.plein")
        for _ in range(120):
            if page.get_by_text("C’est fabriqué.").count():
                break
            page.wait_for_timeout(1000)
            page.goto(f"{host}/fabriquer")
        context.close()

    assert spare == ""  # there is always one row more to fill
    assert "Une prise au fond de la salle." in (new_carnet / "entries/nec-exemple/inventaire.md").read_text(
        "utf-8"
    )
    built = (new_carnet / "out/site/portraits/odile-fabre/index.html").read_text("utf-8")
    assert "règle un vidéoprojecteur" in built
    assert "La prise du fond, c’est la mienne." in built
    assert not [line for line in lines if "Traceback" in line]


def test_every_page_of_the_desk_is_accessible(new_carnet: Path, chromium: Axe) -> None:
    """No violation on any page: empty, full, wrong, in conflict; light, dark, narrow."""
    (new_carnet / "entries/nec-exemple/faux.md").write_text("---\ntype: recit\ntitre: Faux\n---\n", "utf-8")
    (new_carnet / "entries/nec-exemple/casse.md").write_text("---\ntitre: a : b\n---\n", "utf-8")
    (new_carnet / "entries/nec-exemple/voix.md").write_text(SOUND, "utf-8")
    (new_carnet / "media/nec-exemple/voix.vtt").write_text(VTT, "utf-8")
    (new_carnet / "media/nec-exemple/voix.wav").write_bytes(b"RIFF....WAVE")
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=L", "-c", "user.email=l@x", "commit", "-qm", "Début"],
    ):
        subprocess.run(["git", *command], cwd=new_carnet, check=True)
    kinds = "evenement seance portrait verbatim synthese recit inventaire photo son ressource enseignement piste passage texte terme"
    pages = [
        "/", "/fiches", "/fiches?type=terme", "/nouveau", "/nouveau?evenement=nec-exemple", "/importer", "/fabriquer", "/versions",
        "/corbeille", "/cle", "/fiche/portraits/camille-exemple", "/fiche/entries/nec-exemple/evenement",
        "/fiche/entries/nec-exemple/inventaire", "/fiche/entries/nec-exemple/faux", "/fiche/entries/nec-exemple/casse",
        "/jeter/portraits/camille-exemple", "/histoire/portraits/camille-exemple", "/paroles/entries/nec-exemple/voix",
        *(f"/nouveau/{kind}?evenement=nec-exemple" for kind in kinds.split()),
    ]  # fmt: skip
    with serving(new_carnet) as (address, _):
        context = chromium.browser.new_context(locale="fr-FR", bypass_csp=True)
        page = context.new_page()
        page.goto(address)
        host = address.partition("/entrer")[0]
        found = []
        for target in pages:
            page.goto(host + target)
            found += chromium.on(page, VIEWS)
        found += chromium.on(_refused(page, host), VIEWS)
        found += chromium.on(_in_conflict(context, page, host, new_carnet), VIEWS)
        found += chromium.on(_in_the_bin(page, host), VIEWS)
        context.close()

    assert [str(remark) for remark in found] == []


def test_a_saved_file_renews_the_page_and_a_fault_is_laid_over_it(new_carnet: Path, chromium: Axe) -> None:
    """Any editor: the word comes, the fault shows its remedy over the page as it was, and goes once mended."""
    path = new_carnet / "entries/nec-exemple/recit-du-jour.md"
    with serving(new_carnet) as (address, _):
        context = chromium.browser.new_context(locale="fr-FR")
        page = context.new_page()
        page.goto(address)
        page.goto(
            f"{address.partition('/entrer')[0]}/apercu/site/recits/nec-exemple/recit-du-jour/index.html"
        )
        page.wait_for_timeout(500)
        good = path.read_text("utf-8")

        path.write_text(good + "\nUn mot témoin.\n", "utf-8")
        page.wait_for_selector("text=Un mot témoin.")
        path.write_text(good.replace("titre: ", "titre: a : "), "utf-8")
        page.wait_for_selector(".carnet-remarques")
        told, kept = page.inner_text(".carnet-remarques"), page.inner_text("main")
        path.write_text(good, "utf-8")
        page.wait_for_selector(".carnet-remarques", state="detached")
        context.close()

    assert "« : » au milieu d’une valeur" in told
    assert "recit-du-jour.md, ligne" in told
    assert "Un mot témoin." in kept


def test_what_is_typed_is_seen_before_it_is_saved_and_kept_in_the_browser(
    new_carnet: Path, chromium: Axe
) -> None:
    """The preview follows the form, on the site and in the book; a closed tab loses nothing; the file is as it was."""
    path = new_carnet / "portraits/camille-exemple.md"
    before = path.read_text("utf-8")
    with serving(new_carnet) as (address, _):
        context = chromium.browser.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(address)
        form = f"{address.partition('/entrer')[0]}/fiche/portraits/camille-exemple"
        page.goto(form)

        page.fill("#corps", "Un **mot témoin** tapé à l’instant.")
        page.frame_locator("iframe[name=apercu]").locator("strong", has_text="mot témoin").wait_for()
        page.click("#onglet-livre")
        page.frame_locator("iframe[name=apercu]").locator("img").first.wait_for(timeout=60_000)
        page.goto(form)
        page.click("[data-reprendre]")
        taken_up = page.input_value("#corps")
        context.close()

    assert taken_up == "Un **mot témoin** tapé à l’instant."
    assert path.read_text("utf-8") == before


def test_the_toolbar_and_the_rows_write_what_is_asked(new_carnet: Path, chromium: Axe) -> None:
    """Bold, note, heading, an entry included, undone; a row more, its names its own."""
    with serving(new_carnet) as (address, _):
        page = chromium.browser.new_page()
        page.goto(address)
        host = address.partition("/entrer")[0]
        page.goto(f"{host}/fiche/entries/nec-exemple/recit-du-jour")
        page.fill("#corps", "Un mot ici.")
        for place, tool in (
            ((3, 6), '[data-autour="**"]'),
            ((99, 99), "[data-note]"),
            ((0, 0), '[data-ligne="## "]'),
        ):
            page.evaluate("([a, b]) => { corps.focus(); corps.setSelectionRange(a, b) }", list(place))
            page.click(tool)
        written = page.input_value("#corps")
        name = page.get_attribute("#liste-tout option[data-id=parole-de-camille]", "value") or ""
        page.fill("#inserer", name)
        page.evaluate("corps.setSelectionRange(corps.value.length, corps.value.length)")
        page.click('[data-inserer="!"]')
        included = page.input_value("#corps")
        page.keyboard.press("Control+z")
        undone = page.input_value("#corps")
        page.goto(f"{host}/fiche/entries/nec-exemple/inventaire")
        rows = page.locator('[name^="c.vu."][name$=".texte"]')
        before = rows.count()
        page.click('[data-rangs="c.vu"] [data-ajouter]')
        after, focus = rows.count(), page.evaluate("document.activeElement.name")
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        page.close()

    assert written == "## Un **mot** ici.[^1]\n\n[^1]: "
    assert included == f"{written}\n\n![[parole-de-camille]]\n\n"
    assert undone == written
    assert (after, focus) == (before + 1, f"c.vu.{before}.texte")
    assert len(ids) == len(set(ids))


def _refused(page: Page, host: str) -> Page:
    page.goto(f"{host}/nouveau/recit?evenement=nec-exemple")
    page.click("#enregistrer")
    page.wait_for_selector("#fautes")
    return page


def _in_conflict(context: BrowserContext, page: Page, host: str, workspace: Path) -> Page:
    page.goto(f"{host}/fiche/entries/nec-exemple/recit-du-jour")
    path = workspace / "entries/nec-exemple/recit-du-jour.md"
    path.write_text(path.read_text("utf-8").replace("titre: ", "titre: Autrement "), "utf-8")
    page.fill("#c-titre", "À ma façon")
    page.click("#enregistrer")
    page.wait_for_selector(".conflit")
    return page


def _in_the_bin(page: Page, host: str) -> Page:
    page.goto(f"{host}/jeter/entries/nec-exemple/faux")
    page.click("form button")
    page.wait_for_selector(".jetees")
    return page


VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n<v Camille Exemple>On ne vient pas pour l’ordinateur.\n"
SOUND = "---\ntype: son\nfichier: voix.wav\ntitre: La voix\ncredit: Le duo\ntranscription: voix.vtt\n---\n"
