"""The carnet as it is written at this moment, kept up to date file by file.

In: a workspace. Out: ``State``, a whole linked carnet with its remarks, numbered. The steps are those of
``carnet verifier``, with a memory: only the file that changed is read, parsed and opened again, so that
800 entries cost about what their links do.
"""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.cache import cache_of
from carnet.desk.room import QuickRoom
from carnet.diagnostics import Diagnostic, Report
from carnet.kinds import SUPPORTS, Support
from carnet.linking import Carnet
from carnet.model import Artifact, Entry
from carnet.pipeline import Memory, check
from carnet.rights import Moment, gate, report_consent
from carnet.rules import Gravite
from carnet.sources import Reader, Sources
from carnet.visible import Visible, visible_on

if TYPE_CHECKING:
    from carnet.outputs.web.single import Stage, Workshop

TRIALS = 8
"""How many unsaved texts are kept to be looked at."""


@dataclass(frozen=True)
class State:
    """A carnet at one moment: ``number`` grows with every change that was seen.

    ``report`` has what is wrong, what consent keeps out excepted: that is asked when a form or a list is.
    """

    number: int
    sources: Sources
    carnet: Carnet
    report: Report
    moment: Moment
    workshop: "Workshop"

    @cached_property
    def visible(self) -> Visible:
        """What a preview shows: everything, drafts marked, people as they chose to be shown."""
        return self.shown_on("web")

    def shown_on(self, support: Support) -> Visible:
        """Return what a preview shows on a support: all but the media whose file cannot be shown."""
        visible = visible_on(self.carnet, support, self.moment)
        wrong = {d.span.path for d in self.report if d.gravite is Gravite.ERREUR}
        kept = {
            id_: entry
            for id_, entry in visible.entries.items()
            if entry.type not in ("photo", "son", "ressource") or entry.source.path not in wrong
        }
        return replace(visible, entries=kept)

    @cached_property
    def stage(self) -> "Stage":
        """The site, whose pages are made when they are asked for."""
        return self.workshop.stage(self.visible)

    @cached_property
    def by_path(self) -> dict[str, Entry]:
        """Every readable entry, by the path of its file."""
        return {entry.source.path: entry for entry in self.carnet.entries.values()}

    @cached_property
    def remarks_by_path(self) -> dict[str, list[Diagnostic]]:
        """What is wrong, by file."""
        consent, found = Report(), dict[str, list[Diagnostic]]()
        report_consent(self.carnet, SUPPORTS, Moment(self.moment.date), consent)
        consent.take(self.report)
        for remark in consent:
            found.setdefault(remark.span.path, []).append(remark)
        return found

    @property
    def paths(self) -> list[str]:
        """Every entry's file, readable or not."""
        return sorted(path for path in self.sources.lines if path.endswith(".md"))

    def kept_back(self, entry: Entry) -> str:
        """Return why a published entry will not be on the site, "" when it will."""
        door = gate(self.carnet, "web", Moment(self.moment.date))
        refusal = door.refusal(entry)
        return refusal.reason if refusal and refusal.rule else ""


@dataclass
class Live:
    """Keeps the last state of a workspace. ``today`` tells the day; one thread works at a time."""

    root: Path
    today: Callable[[], dt.date]
    lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self._reader = Reader(self.root)
        self._memory = Memory()
        self._cache = cache_of(self.root)
        self.room = QuickRoom(self.root, self._cache)
        self._state: State | None = None
        self._trials: OrderedDict[str, State] = OrderedDict()
        self._files: dict[str, Artifact] = {}
        self._pages: dict[str, bytes] = {}
        self._workshop: Workshop | None = None
        self._printed: tuple[State, str, list[bytes]] | None = None

    @property
    def state(self) -> State:
        """The carnet as it is now: whatever changed on the disk since the last time is read."""
        return self.refresh()

    def refresh(self, *, all_media: bool = False) -> State:
        """Read what changed. ``all_media`` tells that a file was replaced under the same name."""
        with self.lock:
            report = Report()
            sources = self._reader.read(report)
            last = self._state
            if last is None or all_media or not _same(sources, last.sources):
                self._state = self._checked(sources, report, last.number + 1 if last else 1)
                self._trials.clear()
            assert self._state is not None
            return self._state

    def trial(self, key: str, path: str, text: str) -> State:
        """Return the carnet as it would be with this text in this file; nothing is written."""
        with self.lock:
            last, report = self.refresh(), Report()
            sources = self._reader.read(report, {path: text})
            state = self._checked(sources, report, last.number)
            self._trials[key] = state
            while len(self._trials) > TRIALS:
                self._trials.popitem(last=False)
            return state

    def tried(self, key: str) -> State | None:
        """Return the last trial of a key; None when the carnet changed since."""
        return self._trials.get(key)

    def _checked(self, sources: Sources, report: Report, number: int) -> State:
        from carnet.outputs.web.single import Workshop

        if self._workshop is None:
            self._workshop = Workshop(self.room)
        carnet = check(sources, self._cache, report, memory=self._memory)
        moment = Moment(self.today(), drafts=True)
        return State(number, sources, carnet, report, moment, self._workshop)

    # --- pages -------------------------------------------------------------------------------------

    def file(self, state: State, name: str) -> bytes | None:
        """Return a file of the site as ``state`` has it: a page, a style, a picture; None when there is none.

        The page of an entry that cannot be read any more stays as it was: its remarks say why.
        """
        with self.lock:
            if name.endswith(".html"):
                page = state.stage.page(name)
                self._files |= {made.path: made for made in state.stage.site.pictures.artifacts}
                if page is not None:
                    self._pages[name] = page.content
                return self._pages.get(name)
            if name.startswith("style/"):
                self._files |= {made.path: made for made in state.workshop.shared()}
            found = self._files.get(name)
            return found.content if found else None

    def printed(self, state: State, path: str) -> list[bytes]:
        """Return the printed pages that hold an entry, as PNG; none when the book does not show it."""
        from carnet.desk.printing import pictures
        from carnet.outputs.print.single import pages_of_entry

        with self.lock:
            if self._printed is None or self._printed[0] is not state or self._printed[1] != path:
                visible, entry = state.shown_on("pdf"), state.by_path[path]
                shown = entry.id in visible.entries
                pdf = pages_of_entry(visible, self.room, entry) if shown else None
                self._printed = (state, path, pictures(pdf) if pdf else [])
            return self._printed[2]

    def address(self, state: State, path: str) -> str | None:
        """Return the address on the site of the entry of a file, None when it has no page."""
        entry = state.by_path.get(path)
        return (
            state.stage.site.addresses.of(entry)
            if entry is not None and entry.id in state.visible.entries
            else None
        )


def _same(one: Sources, other: Sources) -> bool:
    """Whether nothing that is written changed: unchanged files give the very same lists of lines."""
    return (
        one.media == other.media
        and one.lines.keys() == other.lines.keys()
        and all(lines is other.lines[path] for path, lines in one.lines.items())
    )
