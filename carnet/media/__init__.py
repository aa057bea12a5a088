"""Photos, sounds and transcripts: read what was deposited, make what is published.

In: the originals of ``media/``, never modified. Out: frozen values that hold the published bytes,
without a position, a device name or an author left in them. Pillow stays behind ``images``, ffmpeg
and mutagen behind ``sounds``; both remember their work by content.
"""


class MediaError(Exception):
    """A media file that cannot be used.

    The caller makes it a remark where the file is named:
    ``report.add(fault.code, span, fichier=name, cause=fault.cause)``.
    """

    def __init__(self, code: str, cause: str) -> None:
        super().__init__(f"{code}: {cause}")
        self.code = code
        self.cause = cause
