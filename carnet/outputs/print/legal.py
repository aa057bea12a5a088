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


def missing(edition: Edition) -> list[tuple[tuple[str, ...], str]]:
    """Return what a printed book must say and does not: the key in ``carnet.yaml``, what it would tell.

    Publisher and printer with their addresses, legal deposit: service-public.fr, sheet F22672. An ISBN is
    wanted of a book that is sold.
    """
    said = edition.mentions
    wanted = [
        (("mentions", "editeur"), said.editeur, "qui l’édite"),
        (("mentions", "adresse"), said.adresse, "l’adresse de l’éditeur"),
        (("imprimeur",), edition.imprimeur, "qui l’imprime"),
        (("depot_legal",), edition.depot_legal, "le mois et l’année de son dépôt légal"),
    ]
    if edition.prix:
        wanted.append((("isbn", "imprime"), edition.isbn.imprime, "son ISBN, alors qu’il est vendu"))
    return [(key, words) for key, value, words in wanted if not value]
