"""What becomes of an HTML tag found in a text: nothing, a line break, the words of its alternative."""

import html
import re

NAME = re.compile(r"</?\s*([A-Za-z][A-Za-z0-9-]*)")
BREAKING = frozenset(
    re.findall(
        r"\w+",
        """
        address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form
        h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
        """,
    )
)
"""The elements that begin and end a paragraph."""

REMEDIES = {
    "a": "écrivez le lien en Markdown : [texte](adresse)",
    "b": "écrivez **gras** entre deux paires d’astérisques",
    "strong": "écrivez **gras** entre deux paires d’astérisques",
    "i": "écrivez *italique* entre deux astérisques",
    "em": "écrivez *italique* entre deux astérisques",
    "br": "finissez la ligne par une barre oblique inverse : \\",
    "img": 'écrivez ![légende](fichier){{alt="description"}} ou incluez une photo : ![[id]]',
    "blockquote": "commencez chaque ligne de la citation par « > »",
    "iframe": "mettez un lien à la place : [titre]({source})",
    "video": "mettez un lien à la place : [titre]({source})",
    "audio": "incluez un son du carnet : ![[id]]",
    "script": "retirez-le : rien ne s’exécute dans un carnet",
    "style": "retirez-le : l’apparence se règle dans templates/",
    "!--": "fermez le commentaire par « --> »",
}
DEFAULT = "retirez la balise, ou écrivez la même chose en Markdown"


def name(tag: str) -> str:
    """Return the name of an element, in lower case; « !-- » for a comment that is never closed."""
    match = NAME.match(tag)
    return match[1].lower() if match else "!--"


def attribute(tag: str, wanted: str) -> str:
    """Return an attribute's text, "" when it has none."""
    match = re.search(rf"""\s{wanted}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", tag, re.I)
    return html.unescape(next(filter(None, match.groups()), "")) if match else ""


def remedy(tag: str) -> str:
    """Return what to write instead, with the address that the tag held."""
    source = attribute(tag, "src") or "adresse"
    return REMEDIES.get(name(tag), DEFAULT).format(
        source=("https:" if source.startswith("//") else "") + source
    )
