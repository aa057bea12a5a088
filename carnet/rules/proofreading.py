"""What a proofreader remarks in a text: faults that no validator sees and that stop some readers."""

from carnet.rules.base import Gravite, Rule

AVERTISSEMENT = Gravite.AVERTISSEMENT

RULES: tuple[Rule, ...] = (
    Rule(
        "lien-vague",
        AVERTISSEMENT,
        "le lien « {texte} » ne dit pas où il mène",
        "mettez dans le lien les mots qui nomment la page : « lisez [la charte du programme](…) »",
        "Qui écoute la page saute de lien en lien : « cliquez ici » ou « en savoir plus », lus seuls, n’apprennent rien. "
        "Dans le livre imprimé, ils ne veulent rien dire (RGAA, critère 6.1).",
        "La charte est [ici](https://exemple.org/charte).\n",
        "Lisez [la charte](https://exemple.org/charte).\n",
    ),
    Rule(
        "lien-nu",
        AVERTISSEMENT,
        "cette longue adresse tient lieu de lien : « {adresse} »",
        "donnez-lui des mots : « [le compte rendu](…) » ; le livre imprimé montrera l’adresse en note",
        "Une adresse de plus de quarante signes est épelée lettre par lettre par les synthèses vocales, déborde des petits "
        "écrans et ne dit pas ce que l’on y trouve (RGAA, critère 6.1).",
        "Voir https://exemple.org/2026/03/12/compte-rendu-de-la-journee.\n",
        "Voir [le compte rendu de la journée](https://exemple.org/2026/03/12/compte-rendu-de-la-journee).\n",
    ),
    Rule(
        "liens-jumeaux",
        AVERTISSEMENT,
        "un autre lien de ce texte porte les mêmes mots, « {texte} », et mène ailleurs",
        "dites dans chacun ce qui les distingue",
        "Deux liens de même texte font croire à la même page, surtout dans la liste des liens d’un lecteur d’écran (RGAA, "
        "critère 6.1).",
        "[L’atelier](https://exemple.org/1) puis [l’atelier](https://exemple.org/2).\n",
        "[L’atelier du matin](https://exemple.org/1) puis [l’atelier du soir](https://exemple.org/2).\n",
    ),
    Rule(
        "lien-document",
        AVERTISSEMENT,
        "le lien « {texte} » ouvre un fichier ({format}) sans le dire",
        "ajoutez le format, et si vous le connaissez le poids, dans le texte du lien : « la charte ({format}, 1,2 Mo) »",
        "Un fichier s’ouvre ailleurs, pèse sur un forfait et ne se lit pas toujours : on le dit avant (RGAA, critères 6.1 "
        "et 13.3).",
        "[La charte](https://exemple.org/charte.pdf)\n",
        "[La charte (PDF, 1,2 Mo)](https://exemple.org/charte.pdf)\n",
    ),
    Rule(
        "marques-visibles",
        AVERTISSEMENT,
        "« {marques} » s’imprimera tel quel : ce champ est du texte simple",
        "écrivez les mots sans ces signes ; l’italique, le gras et les liens vont dans le texte de la fiche, sous l’en-tête",
        "Seul le texte sous l’en-tête est du Markdown. Dans un champ, des astérisques, un lien entre crochets ou un code comme "
        "« &eacute; » se voient, sur le site comme dans le livre.",
        "---\nresume: Ce qu’ils appellent *le cloud*.\n---\n",
        "---\nresume: Ce qu’ils appellent « le cloud ».\n---\n",
    ),
    Rule(
        "langue-non-dite",
        AVERTISSEMENT,
        "« {mots}… » semble être en {langue}, et rien ne le dit",
        "entourez le passage : [ces mots]{{lang={etiquette}}} ; pour toute l’entrée, écrivez « langue: {etiquette} » dans l’en-tête",
        "Une synthèse vocale lit avec l’accent de la langue annoncée : de l’anglais lu à la française est incompréhensible. "
        "La langue dite règle aussi la typographie et la coupure des mots (RGAA, critère 8.7).",
        "Il m’a dit : the sea never asks where you come from.\n",
        "Il m’a dit : [the sea never asks where you come from]{lang=en}.\n",
    ),
    Rule(
        "faux-titre",
        AVERTISSEMENT,
        "« {texte} » est en gras, seul sur sa ligne : on dirait un titre, ce n’en est pas un",
        "écrivez-le en titre : « ## {texte} », ou joignez-le au paragraphe qui suit",
        "Un titre mène d’une partie à l’autre : dans le sommaire du livre, dans la liste des titres d’un lecteur d’écran. Du "
        "gras ne fait que ressembler (RGAA, critère 9.1).",
        "**Le matin**\n\nIl pleuvait.\n",
        "## Le matin\n\nIl pleuvait.\n",
    ),
    Rule(
        "fausse-liste",
        AVERTISSEMENT,
        "ces lignes imitent une liste",
        "commencez chaque ligne par un tiret et une espace : « - un point »",
        "Une liste écrite avec des puces collées devient un seul paragraphe, et personne n’en entend le nombre de points "
        "(RGAA, critère 9.3).",
        "• du café\n• des chaises\n",
        "- du café\n- des chaises\n",
    ),
    Rule(
        "tableau-sans-entete",
        AVERTISSEMENT,
        "les colonnes de ce tableau n’ont pas de titre",
        "nommez chaque colonne sur la première ligne du tableau",
        "Une case lue à voix haute est précédée du titre de sa colonne. Sans titre, « 42 » est un nombre parmi d’autres "
        "(RGAA, critère 5.6).",
        "|  |  |\n|---|---|\n| Mars | 42 |\n",
        "| Mois | Personnes |\n|---|---|\n| Mars | 42 |\n",
    ),
    Rule(
        "majuscules",
        AVERTISSEMENT,
        "ce paragraphe est tout en capitales : « {mots} »",
        "écrivez en minuscules, avec une majuscule au début et aux noms propres ; pour insister, **mettez en gras**",
        "Des mots en capitales se lisent plus lentement, perdent souvent leurs accents, et certaines synthèses vocales les "
        "épellent comme un sigle.",
        "VENEZ NOMBREUX AU MARCHÉ\n",
        "Venez nombreux au marché\n",
    ),
)
