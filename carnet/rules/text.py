"""What can be wrong in the text of an entry: markup that is not published, notes, links, citations."""

from carnet.rules.base import Gravite, Rule

ERREUR, AVERTISSEMENT = Gravite.ERREUR, Gravite.AVERTISSEMENT

RULES: tuple[Rule, ...] = (
    Rule(
        "html-brut",
        AVERTISSEMENT,
        "le code « {balise} » n’est pas publié ; les mots qu’il entoure le sont",
        "écrivez la même chose en Markdown",
        "Un carnet devient un site, un livre et un EPUB : le code HTML ne vaut que pour le premier, et il peut cacher "
        "un programme. Il est retiré partout ; les mots restent. Seul un commentaire <!-- … --> se retire sans "
        "remarque : il est là pour ne pas paraître.",
        "Un mot <b>important</b>.\n",
        "Un mot **important**.\n",
    ),
    Rule(
        "tex-brut",
        AVERTISSEMENT,
        "la commande « {commande} » ne fait rien : elle est publiée telle quelle",
        "retirez-la, ou écrivez la même chose en Markdown",
        "Le livre n’est pas composé par TeX : une commande qui commence par une barre oblique inverse est du texte "
        "comme un autre.",
        "Un mot \\textbf{important}.\n",
        "Un mot **important**.\n",
    ),
    Rule(
        "bloc-inconnu",
        AVERTISSEMENT,
        "le bloc « {bloc} » n’existe pas : son texte est publié sans cadre",
        "écrivez « ::: encadre » ou « ::: exergue », ou retirez les deux lignes « ::: »",
        "Deux sortes de blocs se mettent à part du texte : l’encadré et l’exergue.",
        "::: bandeau\nOuvert à tous.\n:::\n",
        "::: encadre\nOuvert à tous.\n:::\n",
    ),
    Rule(
        "lien-interdit",
        AVERTISSEMENT,
        "le lien vers « {adresse} » n’est pas publié ; son texte l’est",
        "donnez une adresse entière qui commence par https://, mailto: ou tel:",
        "Les seuls liens qui sortent du carnet sont des adresses du web, des courriels et des numéros de téléphone. "
        "Les autres peuvent cacher un programme ou montrer un fichier de votre ordinateur.",
        "[la notice](file:///home/lea/notice.pdf)\n",
        "[la notice](https://exemple.org/notice.pdf)\n",
    ),
    Rule(
        "ancre-inconnue",
        AVERTISSEMENT,
        "aucun titre de ce texte ne s’appelle « {ancre} » ; le lien n’est pas publié, son texte l’est",
        "recopiez le titre après le « # »",
        "Un lien vers « #bilan » mène à l’intertitre « Bilan » du même texte.",
        "## Le bilan\n\nVoir [la fin](#bilan).\n",
        "## Le bilan\n\nVoir [la fin](#le-bilan).\n",
    ),
    Rule(
        "image-distante",
        AVERTISSEMENT,
        "l’image « {adresse} » est ailleurs sur le web : un lien la remplace",
        "enregistrez-la dans media/, faites-en une photo avec son crédit, et incluez-la : ![[id]]",
        "Une image chargée d’un autre site disparaît avec lui, dit à ce site qui lit la page, et ne s’imprime pas. "
        "Rien n’est jamais téléchargé pendant une construction.",
        "![La cour](https://exemple.org/cour.jpg)\n",
        "![[photo-cour]]\n",
    ),
    Rule(
        "image-sans-alternative",
        AVERTISSEMENT,
        "l’image « {image} » n’a pas de description",
        "écrivez ce qu’elle montre entre les crochets : ![La cour de l’école]({image})",
        "Qui ne voit pas l’image lit ou entend sa description.",
        "![](cour.jpg)\n",
        "![La cour de l’école, vue du préau](cour.jpg)\n",
    ),
    Rule(
        "note-sans-appel",
        AVERTISSEMENT,
        "rien n’appelle la note {note} : elle est placée à la fin du texte",
        "écrivez {note} dans le texte, à l’endroit où elle s’appelle",
        "Une note a un appel dans le texte et un texte plus bas. Sans appel, elle n’est pas perdue : son appel est "
        "ajouté à la fin.",
        "La halle rouvre.\n\n[^1]: En mars 2026.\n",
        "La halle rouvre[^1].\n\n[^1]: En mars 2026.\n",
    ),
    Rule(
        "note-sans-texte",
        AVERTISSEMENT,
        "la note {appel} n’a pas de texte : son appel est publié tel quel",
        "ajoutez plus bas une ligne « {appel}: texte de la note », ou retirez l’appel",
        "Une note a un appel dans le texte et un texte plus bas, qui commence par la même étiquette et deux points.",
        "La halle rouvre[^1].\n",
        "La halle rouvre[^1].\n\n[^1]: En mars 2026.\n",
    ),
    Rule(
        "note-en-double",
        AVERTISSEMENT,
        "la note {note} a déjà un texte : celui-ci est placé à la fin",
        "donnez à l’une des deux une autre étiquette",
        "Deux notes du même texte ne peuvent pas porter la même étiquette. Le premier texte répond aux appels ; "
        "l’autre n’est pas perdu.",
        "La halle[^1] rouvre.\n\n[^1]: En mars.\n\n[^1]: Rue Haute.\n",
        "La halle[^2] rouvre[^1].\n\n[^1]: En mars.\n\n[^2]: Rue Haute.\n",
    ),
    Rule(
        "note-dans-une-note",
        AVERTISSEMENT,
        "la note {note} appelle la note {appel} : cet appel n’est pas publié",
        "appelez {appel} dans le texte, ou réunissez les deux notes",
        "Le bas d’une page de livre n’a pas de notes à lui. Une note qui n’est appelée que d’une autre est placée à la "
        "fin du texte.",
        "La halle rouvre[^1].\n\n[^1]: En mars[^2].\n\n[^2]: Le 12.\n",
        "La halle rouvre[^1].\n\n[^1]: En mars, le 12.\n",
    ),
    Rule(
        "note-circulaire",
        ERREUR,
        "la note {note} finit par s’appeler elle-même en appelant {appel}",
        "retirez {appel} du texte de la note",
        "Une note qui s’appelle elle-même, ou que ses propres notes appellent, ne finit jamais.",
        "La halle rouvre[^1].\n\n[^1]: En mars[^1].\n",
        "La halle rouvre[^1].\n\n[^1]: En mars.\n",
    ),
    Rule(
        "texte-trop-long",
        ERREUR,
        "ce texte dépasse {limite} Ko : il n’est pas lu",
        "partagez-le entre plusieurs entrées, ou retirez ce qui y a été collé par erreur",
        "Une entrée de 500 Ko est plus longue qu’un livre ; c’est presque toujours un fichier collé par erreur.",
        "data:image/png;base64,iVBORw0KGgo…\n",
        "![[photo-cour]]\n",
    ),
    Rule(
        "texte-illisible",
        ERREUR,
        "ce texte n’est pas lu : {cause}",
        "retirez ce qui y a été collé en dernier, puis remettez-le par morceaux",
        "La lecture d’un texte a une limite de temps et de mémoire. Un texte ordinaire en est très loin.",
        "[[[[[[[[[[[[\n",
        "Un texte ordinaire.\n",
    ),
    Rule(
        "citation-inconnue",
        ERREUR,
        "la citation « {citation} » nomme une référence que la bibliographie n’a pas",
        "ajoutez la référence au fichier de bibliographie, ou corrigez sa clé",
        "« [@cle] » cite la référence « cle » du fichier que carnet.yaml nomme sous « bibliographie: ».",
        "L’attention compte [@ticquet-2025].\n",
        "L’attention compte [@tiquet-2025].\n",
    ),
    Rule(
        "bibliographie-illisible",
        ERREUR,
        "la bibliographie n’est pas lue : {cause}",
        "exportez-la de nouveau depuis Zotero, au format Better BibTeX ou CSL JSON",
        "La bibliographie est un fichier .bib ou CSL-JSON, nommé dans carnet.yaml.",
        "@book{certeau-1980, title={L’invention du quotidien}\n",
        "@book{certeau-1980, title={L’invention du quotidien}}\n",
    ),
)
