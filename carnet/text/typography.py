"""French microtypography: spaces, quotes, dashes, ligatures, numbers, ordinals."""


def typeset(text: str, *, langue: str) -> str:
    """Return a plain string (a title, a caption, a name) set by the French rules.

    Text in another language is returned unchanged. Setting a set text changes nothing.
    """
    raise NotImplementedError
