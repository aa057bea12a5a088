"""What an alternative text should not be: pure words, no file is opened."""

import re

SHORTEST, LONGEST = 10, 350  # characters

FILE_NAME = re.compile(
    r"\S+\.(jpe?g|png|gif|webp|avif|heic|tiff?|bmp|svg)"  # a name with its suffix
    r"|(img|image|dsc[nf]?|pxl|mvimg|wp|p|photo|screenshot|capture)[-_ ]?\d[\d\W_]*",  # what a camera writes
    re.IGNORECASE,
)
IMAGE_OF = re.compile(
    r"(?:une? |la |le |l[’'])?(?:image|photo(?:graphie)?|illustration|visuel) "
    r"(?:de|du|des|d[’']|montrant|représentant|où|sur)\b",
    re.IGNORECASE,
)
EMPTY_WORDS = frozenset({
    "image", "photo", "photographie", "picture", "img", "logo", "illustration", "visuel", "dessin", "figure",
    "schéma", "graphique", "portrait", "vignette", "capture", "capture d écran", "sans titre", "à compléter",
})  # fmt: skip


def check_alternative(alt: str, caption: str) -> list[str]:
    """Return the codes of the rules an alternative breaks, given the plain text of its caption."""
    words = _words(alt)
    if FILE_NAME.fullmatch(alt.strip()) or words in EMPTY_WORDS:
        return ["alt-nom-de-fichier"]
    length = len(alt.strip())
    return [
        code
        for code, broken in (
            ("alt-image-de", IMAGE_OF.match(alt.strip()) is not None),
            ("alt-trop-courte", length < SHORTEST),
            ("alt-trop-longue", length > LONGEST),
            ("alt-egal-legende", words == _words(caption)),
        )
        if broken
    ]


def _words(text: str) -> str:
    """Return the words alone, so that a capital or a full stop makes no difference."""
    return " ".join(re.findall(r"\w+", text.casefold()))
