"""What can be wrong with a file before anything is understood of it."""

from carnet.rules.base import Gravite, Rule

ERREUR = Gravite.ERREUR

RULES: tuple[Rule, ...] = (
    Rule(
        "encodage",
        ERREUR,
        "ce fichier n’est pas en UTF-8 : {cause}",
        "réenregistrez-le en « UTF-8 » depuis votre éditeur (Enregistrer sous… → Encodage)",
        "Les textes d’un carnet sont enregistrés en UTF-8, le codage qui connaît toutes les lettres. Un fichier "
        "venu d’un vieux logiciel peut en avoir un autre : ses accents seraient faux, il n’est donc pas lu.",
        "---\ntitre: L’�t� du num�rique\n---\n",
        "---\ntitre: L’été du numérique\n---\n",
    ),
    Rule(
        "caractere-invisible",
        ERREUR,
        "caractère de contrôle invisible {caractere}",
        "supprimez-le : effacez puis retapez le mot",
        "Certains caractères invisibles, souvent copiés d’un autre logiciel, cassent les liseuses ou retournent le "
        "sens d’une phrase. Ils n’ont pas de place dans un texte.",
        "titre: Un mot\u2400caché\n",
        "titre: Un mot caché\n",
    ),
    Rule(
        "fichier-illisible",
        ERREUR,
        "ce fichier n’a pas pu être lu : {cause}",
        "vérifiez ses droits et qu’il existe encore, puis recommencez",
        "Le fichier est là mais le système refuse de le donner : droits, disque débranché, fichier déplacé "
        "pendant la lecture.",
        "entries/nec-essai/recit.md   (droits : ---------)",
        "chmod u+r entries/nec-essai/recit.md",
    ),
    Rule(
        "lien-symbolique",
        ERREUR,
        "ce raccourci mène hors du carnet",
        "remplacez-le par une copie du fichier",
        "Un carnet ne lit que ce qui est dans son dossier : un lien symbolique vers l’extérieur pourrait publier "
        "ce qui n’y est pas destiné.",
        "entries/nec-essai/recit.md → /home/lea/Documents/recit.md",
        "une copie de recit.md dans entries/nec-essai/",
    ),
    Rule(
        "nom-de-fichier",
        ERREUR,
        "« {nom} » n’est pas un nom possible",
        "renommez en « {propose} » : minuscules sans accent, chiffres et tirets seulement",
        "Le nom d’un fichier ou d’un dossier est l’identifiant de son contenu, et devient une adresse web. Il "
        "s’écrit en minuscules sans accent, chiffres et tirets.",
        "entries/nec-essai/Récit de Léa.md",
        "entries/nec-essai/recit-de-lea.md",
    ),
    Rule(
        "entete-absent",
        ERREUR,
        "ce fichier n’a pas d’en-tête",
        "commencez-le par une ligne « --- », les champs, puis une ligne « --- »",
        "Une entrée commence par un en-tête entre deux lignes « --- » : il dit ce qu’elle est. Le texte vient après.",
        "Une belle journée à la médiathèque.\n",
        "---\ntype: recit\ntitre: Une journée à la médiathèque\nresume: Du matin au soir.\n---\n\nUne belle journée…\n",
    ),
    Rule(
        "entete-non-ferme",
        ERREUR,
        "l’en-tête n’est pas fermé",
        "ajoutez une ligne « --- » à la fin de l’en-tête",
        "L’en-tête est encadré par deux lignes « --- ». Sans la seconde, tout le texte serait pris pour des champs.",
        "---\ntype: recit\ntitre: Une journée\n\nIl pleuvait.\n",
        "---\ntype: recit\ntitre: Une journée\n---\n\nIl pleuvait.\n",
    ),
    Rule(
        "entete-illisible",
        ERREUR,
        "{cause}",
        "{remede}",
        "L’en-tête suit une écriture simple : « champ: valeur », une par ligne. Quelques signes y ont un sens "
        "particulier ; une valeur qui les contient se met entre guillemets droits.",
        "titre: Le marché : une place\n",
        'titre: "Le marché : une place"\n',
    ),
    Rule(
        "entete-signe-reserve",
        ERREUR,
        "« {signe} » en début de valeur est réservé",
        "mettez toute la valeur entre guillemets droits",
        "Dans un en-tête, une valeur qui commence par « & », « * » ou « ! » est un ordre pour la machine. Un carnet "
        "n’en utilise pas.",
        "titre: !important\n",
        'titre: "!important"\n',
    ),
    Rule(
        "entete-trop-grand",
        ERREUR,
        "l’en-tête est trop grand : {cause}",
        "gardez dans l’en-tête ce qui décrit l’entrée, et passez le reste dans le texte",
        "Un en-tête fait quelques dizaines de lignes, sur quelques niveaux. Au-delà, c’est presque toujours un "
        "collage malheureux.",
        "titre: [[[[[[[[[[…\n",
        "titre: Un titre\n",
    ),
    Rule(
        "entete-forme",
        ERREUR,
        "l’en-tête doit être une suite de lignes « champ: valeur »",
        "écrivez chaque champ sur sa ligne, par exemple « titre: Une journée »",
        "L’en-tête est une suite de champs nommés ; une phrase seule ou une liste ne disent pas ce qu’elles sont.",
        "---\nUne journée\n---\n",
        "---\ntitre: Une journée\n---\n",
    ),
    Rule(
        "champ-en-double",
        ERREUR,
        "le champ « {champ} » est écrit deux fois",
        "gardez une seule des deux lignes : la première est à la ligne {ligne}",
        "Un champ ne peut avoir qu’une valeur. Le programme ne choisit pas à votre place.",
        "titre: Un titre\ntitre: Un autre\n",
        "titre: Un titre\n",
    ),
    Rule(
        "diese-ignore",
        ERREUR,
        "la suite « {reste} » serait perdue : « # » commence un commentaire",
        "mettez toute la valeur entre guillemets droits",
        "Dans un en-tête, « # » après une espace commence une note pour soi, que la machine ignore. Un titre comme "
        "« Atelier #3 » y perdrait son numéro. Une note pour soi s’écrit sur sa propre ligne.",
        "titre: Atelier #3\n",
        'titre: "Atelier #3"\n',
    ),
    Rule(
        "dossier-inattendu",
        Gravite.AVERTISSEMENT,
        "« {chemin} » n’est rangé à aucune place connue et n’est pas lu",
        "une entrée va dans entries/<evenement>/, un portrait dans portraits/",
        "Le programme lit les fichiers .md de entries/<evenement>/, de entries/_commun/ et de portraits/. Un fichier "
        "ailleurs serait oublié sans bruit.",
        "entries/mon-recit.md",
        "entries/nec-essai/mon-recit.md",
    ),
)
