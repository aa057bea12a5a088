"""A day's notes, photos and sounds on one time line: a journal, and an entry for each word and thing.

In: notes, and photos and sounds already read. Out: ``Brought``: the journal (a séance, everything in its
order), a verbatim for each sentence, an inventory of things seen, heard, felt, a card for each new person.
A word that was said by somebody goes out only with her agreement: that is why she gets a card at once.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from carnet.editing.written import front
from carnet.fields import A_COMPLETER
from carnet.frontmatter import Value
from carnet.importing.composing import Place
from carnet.importing.counting import account, tally, tally_drafts
from carnet.importing.photos import Taken, people
from carnet.importing.timed import DAY, Note, sensed
from carnet.importing.values import Brought, Left, Piece
from carnet.sources import slug

SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~$^])")
ARTICLE: Final = re.compile(r"(?:un|une|le|la|l’|l'|des|les|quelqu|deux|trois)\b", re.I)


def compose_notes(
    name: str, text: str, notes: Sequence[Note], taken: Sequence[Taken], place: Place
) -> Brought:
    """Return the drafts of a day's notes; photos and sounds stand in the journal at their time."""
    work = _Journal(place)
    body = work.body(_in_order(notes, taken))
    day = next((n.moment.date() for n in notes if n.moment), None)
    title = next((n.text for n in notes if n.heading and not _is_date(n.text)), PurePosixPath(name).stem)
    values: dict[str, Value] = {"titre": title}
    values |= {"date": day.isoformat()} if day else {}
    path = place.free(f"entries/{place.folder()}/{slug(PurePosixPath(name).stem)[:60].strip('-')}.md")
    journal = front({"type": "seance", "statut": "brouillon", **values, **place.values}) + f"\n{body}\n"
    drafts = {path: journal, **work.drafts}
    if work.things:
        inventory = place.free(f"entries/{place.folder()}/inventaire-{PurePosixPath(path).stem}.md")
        head: dict[str, Value] = {"type": "inventaire", "statut": "brouillon", "titre": title}
        head |= {"date": day.isoformat()} if day else {}
        drafts[inventory] = front({**head, **work.things})
    before = tally([re.sub(r"\d{4}-\d\d-\d\d[ T]", "", text)])
    counted = account(before, tally_drafts(list(drafts.values())), work.left, work.remarks)
    counts = dict(counted.counts) | {k: (n, n, 0) for k, n in work.counts.items() if n}
    pieces = tuple(Piece(p, t.encode()) for p, t in drafts.items())
    return Brought(name, pieces, replace(counted, counts=counts))


def _is_date(text: str) -> bool:
    return DAY.match(text) is not None


def _in_order(notes: Sequence[Note], taken: Sequence[Taken]) -> list[Note | Taken]:
    """Put photos and sounds among notes by their time; what has none comes last."""
    line: list[Note | Taken] = []
    waiting = sorted((t for t in taken if t.made and t.stem), key=lambda t: (t.made, t.stem))
    for note in notes:
        while waiting and note.moment and waiting[0].made and waiting[0].made < note.moment:
            line.append(waiting.pop(0))
        line.append(note)
    return [*line, *waiting, *(t for t in taken if not t.made and t.stem)]


class _Journal:
    """Makes the entries of a journal while it is written."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._people = dict(people(place))
        self._cards: dict[str, str] = {}
        self.drafts: dict[str, str] = {}
        self.things: dict[str, Value] = {}
        self.left: list[Left] = []
        self.remarks: list[str] = []
        self.counts = {"verbatims": 0, "choses": 0, "personnes": 0}

    def body(self, line: Sequence[Note | Taken]) -> str:
        """Return the journal's text; what became an entry stands in it as an inclusion."""
        return "\n\n".join(self._shown(item) for item in line)

    def _shown(self, item: Note | Taken) -> str:
        if isinstance(item, Taken):
            return f"![[{item.stem}]]"
        if item.heading:
            return f"## {_plain(item.text)}"
        for wanted in item.wanted:
            who = f" de {item.who}" if item.who else ""
            self.remarks.append(
                f"« ?{wanted} » à {item.time or f'la ligne {item.line}'} : {wanted} à demander{who}"
            )
        if item.said:
            return f"![[{self._verbatim(item)}]]"
        if item.sense:
            self._thing(item)
        return self._paragraph(item)

    def _paragraph(self, note: Note) -> str:
        text = "\\\n".join(_plain(part) for part in note.text.split("\n"))
        return f"**{_plain(note.time)}** {text}".strip() if note.time else text

    def _verbatim(self, note: Note) -> str:
        stem = slug(" ".join(note.said.split()[:7]))[:50].strip("-")
        path = self._place.free(f"entries/{self._place.folder()}/verbatim-{stem}.md")
        values: dict[str, Value] = {"type": "verbatim", "statut": "brouillon", **self._speaker(note.who)}
        values |= {"date": note.moment.date().isoformat()} if note.moment else {}
        values |= {"contexte": ", ".join(note.places)} if note.places else {}
        self._sort(note.tags, values)
        values |= self._hour(note)
        asked = [f"{wanted} à demander" for wanted in note.wanted]
        self.left += [
            Left(f"« ?{word} » est en tête de {PurePosixPath(path).name}", word) for word in note.wanted
        ]
        self.drafts[path] = front(values, asked) + f"\n{_plain(note.said)}\n"
        self.counts["verbatims"] += 1
        return PurePosixPath(path).stem

    def _hour(self, note: Note) -> dict[str, Value]:
        """Return the time as typed; an hour has no seconds."""
        shown = re.match(r"[\d]+ ?[:hH.]? ?(?:\d\d)?", note.time)
        if shown is None:
            return {}
        if rest := note.time[shown.end() :].strip(": "):
            self.left.append(Left(f"les secondes de {note.time}", rest))
        return {"heure": shown[0].strip().replace(".", ":")}

    def _sort(self, tags: Sequence[str], values: dict[str, Value]) -> None:
        declared = self._place.loaded.edition.themes if self._place.loaded.edition else {}
        themes: list[Value] = [slug(tag) for tag in tags if slug(tag) in declared]
        words: list[Value] = [tag for tag in tags if slug(tag) not in declared]
        self.left += [Left(f"« #{tag} » est devenu un thème", tag) for tag in tags if slug(tag) in declared]
        values |= ({"themes": themes} if themes else {}) | ({"mots_cles": words} if words else {})

    def _thing(self, note: Note) -> None:
        things = self.things.setdefault(note.sense, [])
        assert isinstance(things, list)
        thing: dict[str, Value] = {"texte": sensed(note)}
        thing |= self._hour(note)
        thing |= {"lieu": ", ".join(note.places)} if note.places else {}
        things.append(thing)
        self.counts["choses"] += 1

    def _speaker(self, who: str) -> dict[str, Value]:
        """Return who spoke: someone of the carnet, someone new, or a quality."""
        if not who:
            return {"locuteur": A_COMPLETER}
        name, _, quality = (part.strip() for part in who.partition(","))
        if ARTICLE.match(name) or name[:1].islower():
            return {"locuteur": who}
        known = self._known(name)
        if known is not None:
            self.left.append(Left(f"« {who} » est portraits/{known}", who))
            return {"personne": known}
        return {"personne": self._card(name, quality)}

    def _known(self, name: str) -> str | None:
        """Return the one person of the carnet who has this name, or this first name."""
        folded = name.casefold()
        if folded in self._people:
            return self._people[folded]
        first = {stem for whole, stem in self._people.items() if whole.split()[:1] == [folded]}
        return first.pop() if len(first) == 1 else None

    def _card(self, name: str, quality: str) -> str:
        path = self._place.free(f"portraits/{slug(name)}.md")
        values: dict[str, Value] = {"nom": name, "statut": "brouillon"}
        values |= {"fonction": quality} if quality else {}
        self.drafts[path] = front(
            values, ["Son accord est à demander : sans lui, ni son nom ni ses paroles ne sortent."]
        )
        self._people[name.casefold()] = PurePosixPath(path).stem
        self.counts["personnes"] += 1
        return PurePosixPath(path).stem


def _plain(text: str) -> str:
    """Return words as Markdown that says nothing more; « 12. » and « - » begin no list."""
    escaped = SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", re.sub(r"^([-+=]|:::)(?=\s|$)", r"\\\1", escaped))
