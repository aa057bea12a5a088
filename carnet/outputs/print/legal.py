"""What the law asks a book to say of who made it."""

from carnet.edition import Edition


def mentions(edition: Edition) -> list[tuple[str, str]]:
    """Return the legal mentions that are known: their name, what they say."""
    said = edition.mentions
    known = (
        ("Éditeur", said.editeur),
        ("Adresse", said.adresse),
        ("Direction de la publication", said.directeur_publication),
        ("Contact", said.contact),
        ("Siret", said.siret),
        ("ISBN (PDF)", edition.isbn.pdf),
        ("ISBN (livre imprimé)", edition.isbn.imprime),
        ("ISSN", edition.issn),
        ("Imprimeur", edition.imprimeur),
        ("Dépôt légal", edition.depot_legal),
    )
    return [(name, value) for name, value in known if value]
