"""The French words of values: dates, durations, counts, the names of kinds and of choices.

In: a value. Out: what a reader reads, typeset. One place, so that web, print and EPUB say the same.
"""

import datetime as dt
import re
from typing import Final

NBSP, FINE = "\u00a0", "\u202f"

MOIS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

KIND: Final = {
    "evenement": ("Évènement", "Évènements"),
    "seance": ("Séance", "Séances"),
    "portrait": ("Portrait", "Portraits"),
    "verbatim": ("Verbatim", "Verbatims"),
    "synthese": ("Synthèse", "Synthèses"),
    "recit": ("Récit", "Récits"),
    "inventaire": ("Inventaire", "Inventaires"),
    "photo": ("Photo", "Photos"),
    "son": ("Son", "Sons"),
    "ressource": ("Ressource", "Ressources"),
    "enseignement": ("Enseignement", "Enseignements"),
    "piste": ("Piste d’action", "Pistes d’action"),
    "passage": ("Passage de témoin", "Passages de témoin"),
    "texte": ("Texte", "Textes"),
    "terme": ("Terme", "Glossaire"),
}

CHOICE: Final = {
    "outil": "Outil",
    "projet": "Projet",
    "action": "Action",
    "livrable": "Livrable",
    "document": "Document",
    "donnees": "Données",
    "produite": "Produite ici",
    "diffusee": "Partagée ici",
    "idee": "À l’état d’idée",
    "essai": "À l’essai",
    "eprouvee": "Éprouvée",
    "repris": "Repris",
    "contredit": "Contredit",
    "abandonne": "Abandonné",
    "chercheur": "La voix de la recherche",
    "journaliste": "La voix du journalisme",
    "duo": "À deux voix",
    "avant-propos": "Avant-propos",
    "introduction": "Introduction",
    "mode-d-emploi": "Mode d’emploi",
    "interlude": "Interlude",
    "traversee": "Traversée",
    "conclusion": "Conclusion",
    "remerciements": "Remerciements",
    "annexe": "Annexe",
    "brouillon": "Brouillon",
    "relu": "Relu",
    "publie": "Publié",
}

CHAPTER: Final = {
    "parcours": "Le parcours",
    "portraits": "Portraits",
    "verbatims": "Paroles",
    "inventaire": "Vu, entendu, ressenti",
    "enseignements": "Ce que l’on a appris",
    "pistes": "Que faire ?",
    "ressources": "Ressources à reprendre",
    "sons": "Sons",
    "glossaire": "Glossaire",
    "index": "Index",
    "bibliographie": "Bibliographie",
    "credits": "Crédits",
    "colophon": "Colophon",
}
CHAPTER_TITLES: Final = {name: title.replace(" ?", f"{FINE}?") for name, title in CHAPTER.items()}

LICENCES: Final = {
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/deed.fr"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.fr"),
    "CC-BY-SA-3.0": ("CC BY-SA 3.0", "https://creativecommons.org/licenses/by-sa/3.0/deed.fr"),
    "CC-BY-3.0": ("CC BY 3.0", "https://creativecommons.org/licenses/by/3.0/deed.fr"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.fr"),
    "CC-BY-NC-4.0": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/deed.fr"),
    "CC-BY-NC-SA-4.0": ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/deed.fr"),
    "CC-BY-ND-4.0": ("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/deed.fr"),
    "etalab-2.0": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence"),
}


FORMATS: Final = {
    "odt": "OpenDocument",
    "ods": "tableur OpenDocument",
    "odp": "diaporama OpenDocument",
    "docx": "Word",
    "xlsx": "Excel",
    "pptx": "PowerPoint",
    "jpg": "JPEG",
    "txt": "texte",
    "md": "texte Markdown",
}


def day(date: dt.date) -> str:
    """Return « 1er mars 2026 », « 12 mars 2026 »."""
    return f"{_number(date)}{NBSP}{MOIS[date.month - 1]}{NBSP}{date.year}"


def _number(date: dt.date) -> str:
    return "1er" if date.day == 1 else str(date.day)


def period(start: dt.date, end: dt.date | None) -> str:
    """Return an event's days: « 12 mars 2026 », « 12 et 13 mars 2026 », « du 30 mars au 2 avril 2026 »."""
    if end is None or end == start:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        joint = "et" if (end - start).days == 1 else "au"
        opening = "" if joint == "et" else "du "
        return f"{opening}{_number(start)} {joint} {day(end)}"
    year = "" if start.year == end.year else f"{NBSP}{start.year}"
    return f"du {_number(start)}{NBSP}{MOIS[start.month - 1]}{year} au {day(end)}"


def month(date: dt.date) -> str:
    """Return « mars 2026 »."""
    return f"{MOIS[date.month - 1]}{NBSP}{date.year}"


def hour(text: str) -> str:
    """Return « 14:30 » or « 14h30 » as « 14 h 30 », unbreakable; « 16h-18h » as « 16 h – 18 h »."""
    if "-" in text or "–" in text:
        return " – ".join(hour(part.strip()) for part in text.replace("–", "-").split("-"))
    hours, _, minutes = text.lower().replace("h", ":").replace(" ", "").partition(":")
    return f"{int(hours)}{NBSP}h" + (f"{NBSP}{minutes}" if minutes and minutes != "00" else "")


def duration(seconds: float) -> str:
    """Return « 48 s », « 2 min 5 s », « 1 h 4 min » from a length in seconds, rounded to one second."""
    whole = max(1, round(seconds))
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours}{NBSP}h" + (f" {minutes}{NBSP}min" if minutes else "")
    if minutes:
        return f"{minutes}{NBSP}min" + (f" {rest}{NBSP}s" if rest else "")
    return f"{rest}{NBSP}s"


def clock(seconds: float) -> str:
    """Return a position in a recording: « 0:05 », « 12:40 », « 1:02:03 »."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def weight(size: int) -> str:
    """Return a file's weight: « 640 Ko », « 1,4 Mo »."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}Ko"
    return f"{size / 1_000_000:.1f}".replace(".", ",").removesuffix(",0") + f"{NBSP}Mo"


def file_format(path: str) -> str:
    """Return what a file is, by its name: « PDF », « OpenDocument », else its suffix in capitals."""
    suffix = path.rpartition(".")[2].lower()
    return FORMATS.get(suffix, suffix.upper())


def figures(number: int) -> str:
    """Return a number by groups of three figures: « 13 238 »."""
    return f"{number:,}".replace(",", FINE)


def count(number: int, singular: str, plural: str | None = None) -> str:
    """Return « 1 voix », « 12 lieux »: French takes the plural from two."""
    return f"{figures(number)}{NBSP}{singular if number < 2 else plural or singular + 's'}"


def inverted(name: str) -> str:
    """Return a name as an index lists it: « Marsac, Hélène » for « Hélène Marsac »; a single name stays."""
    first, _, last = name.partition(" ")
    return f"{last}, {first}" if last else first


def licence_name(licence: str) -> str:
    """Return a licence's usual name; a Creative Commons id that is not listed is read from its letters."""
    if licence not in LICENCES and licence.startswith("CC-"):
        return re.sub(r"^CC-(.+?)-(\d\.\d)", r"CC \1 \2", licence)
    return LICENCES.get(licence, (licence, ""))[0]


def licence_url(licence: str) -> str:
    """Return the address of a licence's text, "" when it is not a known one."""
    return LICENCES.get(licence, ("", ""))[1]


def minutes_to_read(words: int) -> str:
    """Return a reading time at 220 words a minute, or "" below one minute and a half."""
    minutes = round(words / 220)
    return f"{minutes}{NBSP}min de lecture" if minutes >= 2 else ""


def kind(type_: str, *, plural: bool = False) -> str:
    """Return a kind's name as a reader reads it."""
    return KIND[type_][1 if plural else 0]


def choice(value: str) -> str:
    """Return the words of a value chosen from a list."""
    return CHOICE.get(value, value)
