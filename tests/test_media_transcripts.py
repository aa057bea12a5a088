"""Timed transcripts: read strictly, located when wrong, written back as WebVTT."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carnet.diagnostics import Diagnostic, Report
from carnet.frontmatter import CONTROL
from carnet.media.transcripts import Cue, Transcript, as_vtt, check_length, read_transcript

NAME = "media/nec-essai/la-cle.vtt"


def read(text: str | bytes, path: str = NAME) -> tuple[list[tuple[float, float, str, str]], list[Diagnostic]]:
    """Return the cues of a file, without their lines, and the remarks made on it."""
    report = Report()
    transcript = read_transcript(text, path, report)
    return [(cue.start, cue.end, cue.speaker, cue.text) for cue in transcript.cues], list(report)


def places(remarks: list[Diagnostic]) -> list[tuple[str, int, int]]:
    """Return what was remarked and where."""
    return [(remark.code, remark.span.line, remark.span.column) for remark in remarks]


def test_webvtt_is_read_whole() -> None:
    """Header, notes, styles, regions, identifiers, settings, tags and entities: only words are left."""
    cues, remarks = read(
        "WEBVTT - La clé\nKind: captions\nLanguage: fr\n\n"
        "STYLE\n::cue { color: white }\n\nREGION\nid:bas\n\nNOTE\nRelu par Ali.\n\n"
        "premier\n00:01.000 --> 00:04.500 align:start position:10%\n"
        "<v.fort Léa Martin>J’ai <i>retrouvé</i> <c.mot>la clé</c>\n<00:03.000>&amp; la porte.</v>\n\n"
        "NOTE fin\n\n"
        "01:00:05.000 --> 01:00:06.000\n3 < 4, dit-il.\n"
    )

    assert cues == [
        (1.0, 4.5, "Léa Martin", "J’ai retrouvé la clé & la porte."),
        (3605.0, 3606.0, "", "3 < 4, dit-il."),
    ]
    assert remarks == []


def test_subrip_is_read_whole() -> None:
    """Numbers, commas, placements and tags of a .srt; BOM and CRLF as Windows writes them."""
    cues, remarks = read(
        "\ufeff1\r\n00:00:01,000 --> 00:00:04,500\r\n{\\an8}<font color=red>J’ai retrouvé</font>\r\nla clé.\r\n\r\n\r\n"
        "2\r\n00:00:05,000 --> 00:00:06,000\r\nMerci.\r\n",
        "media/nec-essai/la-cle.srt",
    )

    assert cues == [(1.0, 4.5, "", "J’ai retrouvé la clé."), (5.0, 6.0, "", "Merci.")]
    assert remarks == []


def test_several_voices_of_a_cue_are_several_cues() -> None:
    """Two persons in one cue are told apart, at the same times, and are not out of order."""
    cues, remarks = read(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Léa>Tu l’as ?\n<v Ali>Oui.\n\n00:03.000 --> 00:05.000\n<v Léa>Ah !\n"
    )

    assert cues == [(1.0, 4.0, "Léa", "Tu l’as ?"), (1.0, 4.0, "Ali", "Oui."), (3.0, 5.0, "Léa", "Ah !")]
    assert remarks == []


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("WEBVTT\n\n0:01 --> 00:04.000\nMot.\n", 3, 1, "« 0:01 » n’est pas un temps"),
        ("WEBVTT\n\nun\n00:01.000 --> 00:61.000\nMot.\n", 4, 15, "« 00:61.000 » n’est pas un temps"),
        ("WEBVTT\n\n00:01.000 -->\nMot.\n", 3, 1, "n’est pas un temps"),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nMot.\n", 3, 1, "finissent (00:01.000) avant de commencer (00:04.000)"),
        ("WEBVTT\n\n00:01.000 --> 00:01.000\nMot.\n", 3, 1, "avant de commencer"),
        ("WEBVTT\n\nDes mots\nsans temps.\n", 3, 1, "n’ont pas de temps"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nMot.\n2\n00:03.000 --> 00:04.000\nMot.\n", 6, 1, "ligne vide"),
        ("WEBVTT\n\nNOTE rien d’autre\n", 1, 1, "aucune parole"),
        ("WEBVTT", 1, 1, "aucune parole"),
        ("00:01.000 --> 00:02.000\nMot.\n", 1, 1, "« WEBVTT »"),
        ("\n\n", 1, 1, "vide"),
        (b"", 1, 1, "vide"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nMot d’été.\n".encode("cp1252"), 4, 1, "UTF-8"),
    ],
)  # fmt: skip
def test_a_fault_is_said_at_its_place(text: str | bytes, line: int, column: int, words: str) -> None:
    """Each fault is one remark, at the line and column a writer looks at."""
    cues, remarks = read(text)

    assert cues == []
    assert places(remarks) == [("transcription-illisible", line, column)]
    assert words in remarks[0].message


def test_a_fault_does_not_hide_the_rest() -> None:
    """Every fault is said at once and the sound cues are kept."""
    cues, remarks = read(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nUn.\n\n0:03 --> 00:04.000\nDeux.\n\nTrois.\n\n00:05.000 --> 00:06.000\nQua\u202etre.\n"
    )

    assert [text for *_, text in cues] == ["Un.", "Quatre."]
    assert places(remarks) == [
        ("transcription-illisible", 6, 1), ("transcription-illisible", 9, 1), ("caractere-invisible", 12, 4),
    ]  # fmt: skip


def test_disorder_is_remarked_and_mended() -> None:
    """Cues before or over the previous one are remarked; what is returned is in order of time."""
    cues, remarks = read(
        "WEBVTT\n\n00:05.000 --> 00:09.000\nDeux.\n\n00:01.000 --> 00:04.000\nUn.\n\n00:03.000 --> 00:05.000\nUn et demi.\n"
    )

    assert [text for *_, text in cues] == ["Un.", "Un et demi.", "Deux."]
    assert places(remarks) == [("transcription-desordre", 6, 1), ("transcription-desordre", 9, 1)]


@pytest.mark.parametrize(("duration", "line"), [(9.0, None), (8.5, None), (5.0, 6), (0.0, 3)])
def test_a_cue_after_the_end_of_the_sound_is_remarked(duration: float, line: int | None) -> None:
    """The first cue that runs more than a second over the sound is shown, and only that one."""
    report = Report()
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nUn.\n\n00:08.000 --> 00:09.000\nDeux.\n\n00:10.000 --> 00:11.000\nTrois.\n"
    transcript = read_transcript(text.split("\n\n00:10")[0] if line is None else text, NAME, report)

    check_length(transcript, duration, NAME, report)

    assert [remark.span.line for remark in report.by_rule("transcription-hors-duree")] == (
        [line] if line else []
    )
    assert len(report) == (1 if line else 0)


def test_speakers_are_shown_by_the_name_they_agreed_to() -> None:
    """Written back, a name is the one the caller gives, its special characters made harmless."""
    transcript = Transcript((
        Cue(1.0, 4.5, "Léa Martin", "La clé --> la porte <ici> & là."), Cue(3605.0, 3606.25, "Ali", "Oui."), Cue(4000, 4001, "", "(Bruit.)"),
    ))  # fmt: skip
    agreed = {"Léa Martin": "Une <médiatrice> & tutrice", "Ali": ""}

    text = as_vtt(transcript, lambda speaker: agreed[speaker])

    assert text == (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:04.500\n<v Une &lt;médiatrice&gt; &amp; tutrice>La clé --&gt; la porte &lt;ici&gt; &amp; là.\n\n"
        "01:00:05.000 --> 01:00:06.250\nOui.\n\n"
        "01:06:40.000 --> 01:06:41.000\n(Bruit.)\n"
    )


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Zl", "Zp"]), max_size=40
).map(lambda text: " ".join(CONTROL.sub("", text).split()))
cues = st.builds(
    lambda start, length, speaker, text: Cue(start / 1000, (start + length) / 1000, speaker, text or "Mot."),
    st.integers(0, 10**7), st.integers(1, 10**5), words, words,
)  # fmt: skip


@example([Cue(0.0, 1.0, "{\\}", "{\\an8} dit-elle.")])
@given(st.lists(cues, max_size=6, min_size=1).map(lambda found: sorted(found, key=lambda cue: cue.start)))
def test_what_is_written_is_read_back(found: list[Cue]) -> None:
    """Canonical WebVTT loses nothing: words, speakers and thousandths come back."""
    report = Report()

    again = read_transcript(as_vtt(Transcript(tuple(found))), NAME, report)

    kept = [(round(c.start, 3), round(c.end, 3), c.speaker, c.text) for c in again.cues]
    assert kept == [(c.start, c.end, c.speaker, c.text) for c in found]
    assert not report.by_rule("transcription-illisible")


line = st.sampled_from([
    "WEBVTT", "", "NOTE", "1", "00:01.000 --> 00:02.000", "00:00:03,000 --> 00:00:02,000", "-->", "<v ", "<v Léa>Mot.", "&#0;&#x202e;",
]) | st.text(max_size=12)  # fmt: skip


@given(
    st.binary(max_size=200) | st.lists(line, max_size=12).map("\n".join), st.sampled_from(["a.vtt", "a.srt"])
)
def test_no_file_brings_the_program_down(content: bytes | str, path: str) -> None:
    """Any content gives cues in order, without invisible characters, or at least one remark."""
    report = Report()

    transcript = read_transcript(content, path, report)

    assert transcript.cues or len(report)
    assert list(transcript.cues) == sorted(transcript.cues, key=lambda cue: cue.start)
    assert not any(CONTROL.search(cue.text + cue.speaker) for cue in transcript.cues)
