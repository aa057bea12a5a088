"""Click's own sentences in French.

Click takes them from gettext under the names ``_`` and ``ngettext``; it ships no French catalogue, and a
compiled one would depend on the machine's locale. The names are bound here to this table instead.
"""

import sys
from typing import Final

FRENCH: Final = {
    "Usage:": "Usage\u00a0:",
    "Commands": "Commandes",
    "Error: {message}": "erreur\u00a0: {message}",
    "Show this message and exit.": "Montrer cette aide.",
    "Show the version and exit.": "Montrer la version.",
    "Try '{command} {option}' for help.": "Pour en savoir plus\u00a0: {command} {option}",
    "default: {default}": "par défaut\u00a0: {default}",
    "Missing command.": "Il manque une commande.",
    "Missing argument": "Il manque",
    "Missing option": "Il manque",
    "Missing parameter": "Il manque",
    "Missing parameter: {param_name}": "Il manque {param_name}",
    "No such option {name!r}.": "l’option {name!r} n’existe pas.",
    "No such command {name!r}.": "la commande {name!r} n’existe pas.",
    "Did you mean {possibility}?": "La plus proche est {possibility}.",
    "(Did you mean one of: {possibilities}?)": "Les plus proches sont {possibilities}.",
    "Option {name!r} requires an argument.": "l’option {name!r} attend une valeur.",
    "Option {name!r} does not take a value.": "l’option {name!r} ne prend pas de valeur.",
    "Got unexpected extra argument ({args})": "un mot de trop\u00a0: {args}",
    "Got unexpected extra arguments ({args})": "des mots de trop\u00a0: {args}",
    "{value!r} is not {choice}.": "{value!r} n’est pas {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} n’est pas une valeur possible\u00a0: {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} n’est pas un nombre.",
    "{value} is not in the range {range}.": "{value} n’est pas dans l’intervalle {range}.",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}\u00a0: {message}",
    "{name} {filename!r} does not exist.": "{filename!r} n’existe pas.",
    "{name} {filename!r} is a file.": "{filename!r} est un fichier.",
    "{name} {filename!r} is a directory.": "{filename!r} est un dossier.",
    "{name} {filename!r} is not readable.": "{filename!r} ne peut pas être lu.",
    "Repeat for confirmation": "Une seconde fois, pour confirmer",
    "Error: invalid input": "erreur\u00a0: réponse impossible",
    "Do you want to continue?": "Continuer\u00a0?",
    "Aborted!": "Interrompu.",
}


def speak_french() -> None:
    """Bind click's translation functions to the table; a sentence it lacks stays as click wrote it."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("click."):
            continue
        if hasattr(module, "_"):
            module._ = _translated  # type: ignore[attr-defined]  # the name click gives to gettext
        if hasattr(module, "ngettext"):
            module.ngettext = _counted  # type: ignore[attr-defined]  # likewise


def _translated(message: str) -> str:
    return FRENCH.get(message, message)


def _counted(one: str, many: str, number: int) -> str:
    return _translated(one if number < 2 else many)
