"""What can be wrong with the printed book: its pages as they are laid out, and what a printer must know."""

from carnet.rules.base import Gravite, Rule

AVERTISSEMENT = Gravite.AVERTISSEMENT

RULES: tuple[Rule, ...] = (
    Rule(
        "profil-inutilisable",
        Gravite.ERREUR,
        "le profil de couleur « {profil} » {cause}",
        "déposez dans le carnet le fichier .icc que l’imprimeur a donné, ou retirez « profil » : FOGRA39 est alors employé",
        "Le profil dit comment les couleurs de l’écran deviennent des encres sur le papier de l’imprimeur. C’est un fichier "
        "ICC en CMJN, rangé dans le carnet. Sans lui, le profil FOGRA39 (papier couché, 300 % d’encre) est employé : c’est "
        "celui que la plupart des imprimeurs attendent.",
        "impression:\n  profil: papier-bouffant.icc   (absent)\n",
        "impression:\n  profil: PSOuncoated_v3_FOGRA52.icc\n",
    ),
    Rule(
        "papier-inconnu",
        AVERTISSEMENT,
        "le dos de la couverture est calculé pour un papier supposé : {grammage} g/m², main {main}",
        "demandez à l’imprimeur le grammage et la main du papier intérieur, et écrivez-les sous « impression »",
        "L’épaisseur du dos vient du nombre de pages, du poids du papier (grammage) et de son épaisseur pour ce poids (main). "
        "Un papier bouffant peut doubler le dos d’un papier couché. L’imprimeur donne les deux chiffres avec son devis.",
        "impression:\n  format: A5\n",
        "impression:\n  format: A5\n  grammage: 100\n  main: 1.2\n",
    ),
    Rule(
        "mention-imprimee-absente",
        AVERTISSEMENT,
        "le livre imprimé ne dit pas {mention}",
        "ajoutez « {cle} » dans carnet.yaml",
        "Un livre imprimé en France porte le nom et l’adresse de son éditeur et de son imprimeur, le mois et l’année de son "
        "dépôt légal, son prix, ou qu’il ne peut être vendu. Un livre vendu a un ISBN, et son code-barres.",
        "imprimeur:\n",
        "imprimeur: Imprimerie des Quais, Rochebelle-sur-Loire\ndepot_legal: novembre 2026\n",
    ),
    Rule(
        "image-peu-definie",
        AVERTISSEMENT,
        "page {page}, cette image n’a que {dpi} points par pouce, pour {minimum} au moins",
        "redemandez l’original à qui l’a prise, ou montrez-la plus petite",
        "Sur papier, une image a besoin de plus de points qu’à l’écran : 300 par pouce pour une impression offset, 225 au "
        "moins (« dpi_min »). En dessous, elle est floue ou crénelée. Une image passée par un réseau social ou une messagerie "
        "a le plus souvent été réduite : l’original suffit.",
        "fichier: photo-640x480.jpg\n",
        "fichier: photo-4000x3000.jpg\n",
    ),
    Rule(
        "ligne-trop-longue",
        AVERTISSEMENT,
        "page {page}, une ligne dépasse de {exces} mm : « {ligne} »",
        "coupez l’adresse ou le mot trop long, ou donnez-lui un texte de lien plus court",
        "Un mot sans coupure possible (adresse, code, nom de fichier) peut être plus long que la ligne. Sur papier, il sort "
        "de la colonne, et parfois de la page.",
        "Voir `un-nom-de-fichier-sans-la-moindre-espace-qui-ne-peut-pas-se-couper`.\n",
        "Voir [le fichier](https://example.org/f).\n",
    ),
    Rule(
        "echelle-de-cesures",
        AVERTISSEMENT,
        "page {page}, {nombre} lignes de suite finissent par un trait d’union, à partir de « {ligne} »",
        "changez un mot de ce paragraphe, ou retirez-en un",
        "Plus de trois mots coupés l’un sous l’autre forment une échelle que l’œil voit avant le texte. Un mot changé plus "
        "haut dans le paragraphe suffit le plus souvent.",
        "Quatre fins de ligne coupées de suite.\n",
        "Trois au plus.\n",
    ),
    Rule(
        "ligne-creuse",
        AVERTISSEMENT,
        "page {page}, un paragraphe finit sur une ligne presque vide : « {ligne} »",
        "gagnez ou perdez un mot dans ce paragraphe",
        "Une dernière ligne de quelques lettres laisse un blanc plus large que le retrait du paragraphe qui suit, et l’on "
        "croit voir deux paragraphes séparés.",
        "… et nous l’avons tous\nvu.\n",
        "… et nous l’avons\ntous vu ce jour-là.\n",
    ),
    Rule(
        "signe-en-tete-de-ligne",
        AVERTISSEMENT,
        "page {page}, une ligne commence par un signe qui va avec le mot d’avant : « {ligne} »",
        "écrivez le signe contre le mot, sans saut de ligne ni balise entre eux : l’espace juste sera mise",
        "En français, deux-points, point-virgule, point d’interrogation, point d’exclamation et guillemet fermant restent "
        "avec le mot qui les précède. carnet y met une espace insécable, sauf quand une balise ou un saut de ligne les sépare.",
        "Qui ?\\\n! demanda-t-il.\n",
        "Qui ? demanda-t-il.\n",
    ),
    Rule(
        "ligne-isolee",
        AVERTISSEMENT,
        "une ligne de paragraphe est seule {place} de la page {page} : « {ligne} »",
        "gagnez ou perdez une ligne dans ce paragraphe ou dans celui d’avant",
        "La première ligne d’un paragraphe seule au bas d’une page (orpheline), ou sa dernière seule en tête de la suivante "
        "(veuve), coupe la lecture.",
        "Un paragraphe dont une seule ligne passe à la page suivante.\n",
        "Deux lignes au moins de chaque côté.\n",
    ),
    Rule(
        "page-presque-vide",
        AVERTISSEMENT,
        "la page {page} n’a que {lignes} : le reste est blanc",
        "retirez quelques lignes pour qu’elles tiennent page {avant}, ou ajoutez de quoi remplir",
        "Une page qui ne porte que la fin d’un texte ressemble à un accident, et coûte une page à imprimer.",
        "Un récit dont les trois dernières lignes passent seules sur une page.\n",
        "Le même, trois lignes plus court.\n",
    ),
)
