"""What an alternative text should not be: pure words, no file is opened."""


def check_alternative(alt: str, caption: str) -> list[str]:
    """Return the codes of the rules an alternative breaks, most telling first."""
    raise NotImplementedError
