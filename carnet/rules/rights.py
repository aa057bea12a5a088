"""Why something may not leave on a support: consent first."""

from carnet.rules.base import Gravite, Rule

AVERTISSEMENT, ERREUR = Gravite.AVERTISSEMENT, Gravite.ERREUR
ACCORD_JUSTE = (
    "accord:\n  objets: [nom, image, voix, propos]\n  supports: [web, pdf, imprime, epub, kit, reseaux, donnees]\n"
    "  date: 2026-03-12\n"
)

RULES: tuple[Rule, ...] = (
    Rule(
        "accord-absent",
        AVERTISSEMENT,
        "{qui} n’a pas donné d’accord : cette entrée est absente {supports}",
        "notez l’accord dans {fichier}, ou montrez la personne par son rôle (affichage: role)",
        "Rien de ce qui rend une personne reconnaissable ne sort sans son accord, pour cet objet (nom, image, voix, "
        "propos) et ce support. Le reste du carnet est publié.",
        "---\nnom: Léa Martin\nstatut: publie\n---\n",
        f"---\nnom: Léa Martin\nstatut: publie\n{ACCORD_JUSTE}---\n",
    ),
    Rule(
        "accord-partiel",
        AVERTISSEMENT,
        "l’accord de {qui} ne couvre pas {objets} : cette entrée est absente {supports}",
        "complétez l’accord dans {fichier} si la personne est d’accord",
        "Un accord dit ce qui peut être montré (objets) et où (supports). Ce qu’il ne dit pas ne sort pas.",
        "accord:\n  objets: [nom]\n  supports: [web]\n  date: 2026-03-12\n",
        ACCORD_JUSTE,
    ),
    Rule(
        "accord-perime",
        AVERTISSEMENT,
        "l’accord de {qui} n’est pas valable le {date} : cette entrée est absente {supports}",
        "demandez un nouvel accord, puis changez ses dates dans {fichier}",
        "Un accord vaut de sa date à « jusqu_au ». En dehors, plus rien de la personne ne sort.",
        "accord:\n  date: 2020-09-17\n  jusqu_au: 2025-09-17\n",
        "accord:\n  date: 2026-03-12\n  jusqu_au: 2036-03-12\n",
    ),
    Rule(
        "accord-retire",
        AVERTISSEMENT,
        "{qui} a retiré son accord : cette entrée est absente {supports}",
        "rien à faire : le retrait est respecté",
        "Une personne peut retirer son accord à tout moment. Dès la fabrication suivante, plus rien d’elle ne sort.",
        "accord:\n  retrait: 2026-05-02\n",
        "accord:\n  date: 2026-03-12\n",
    ),
    Rule(
        "accord-mineur",
        AVERTISSEMENT,
        "l’accord de {qui}, mineur, est incomplet : cette entrée est absente {supports}",
        "il faut « accords_parentaux: 2 » et « avis_enfant: oui » dans {fichier}",
        "Pour un enfant, il faut l’accord des deux parents et son propre avis (article 372-1 du code civil).",
        "accord:\n  mineur: oui\n  accords_parentaux: 1\n",
        "accord:\n  mineur: oui\n  accords_parentaux: 2\n  avis_enfant: oui\n",
    ),
    Rule(
        "personne-pas-publiee",
        AVERTISSEMENT,
        "{qui} n’est pas encore publiée ({raison}) : cette entrée est absente {supports}",
        "passez sa fiche à « statut: publie » : {fichier}",
        "Une entrée qui nomme quelqu’un attend que la fiche de cette personne soit publiée : son nom y est écrit.",
        "portraits/lea-martin.md   (statut: brouillon)",
        "portraits/lea-martin.md   (statut: publie)",
    ),
    Rule(
        "licence-fermee",
        AVERTISSEMENT,
        "la licence {licence} n’est pas ouverte ({interdit}) : cette entrée est absente {supports}",
        "rien à faire si c’est voulu ; sinon, demandez une licence ouverte à l’auteur et notez-la ici",
        "Les kits et les données sont faits pour être repris par tous : on n’y met que ce que chacun peut modifier et "
        "vendre. Une œuvre en NC, en ND ou « tous droits réservés » reste dans le site et les livres, avec son crédit.",
        "type: photo\nfichier: halle.jpg\nlicence: CC-BY-NC-4.0\n",
        "type: photo\nfichier: halle.jpg\nlicence: CC-BY-4.0\n",
    ),
    Rule(
        "accord-bientot-perime",
        AVERTISSEMENT,
        "l’accord de {qui} se termine le {date} ({jours})",
        "demandez dès maintenant un nouvel accord, puis changez « jusqu_au » ici",
        "Un accord qui se termine dans les 90 jours est signalé : après ce jour, plus rien de la personne ne sort.",
        "accord:\n  date: 2020-09-17\n  jusqu_au: 2026-12-31\n",
        "accord:\n  date: 2026-12-01\n  jusqu_au: 2036-12-31\n",
    ),
    Rule(
        "accord-sans-preuve",
        AVERTISSEMENT,
        "l’accord de {qui} n’a pas de preuve",
        "rangez l’accord signé ou enregistré dans prive/ et notez ici son numéro : « preuve: A-042 »",
        "Un accord doit pouvoir être montré. Quand un carnet note ses preuves, celui qui n’en a pas est sans doute un oubli ; "
        "un carnet qui n’en note aucune les tient ailleurs, et n’est pas repris. Le numéro n’est jamais publié.",
        "accord:\n  objets: [nom]\n  supports: [web]\n  date: 2026-03-12\n",
        "accord:\n  objets: [nom]\n  supports: [web]\n  date: 2026-03-12\n  preuve: A-042\n",
    ),
    Rule(
        "mineur-expose",
        AVERTISSEMENT,
        "cet accord est celui d’un enfant ({qui}) et le montrerait {ou}",
        "montrez l’enfant par son prénom ou un pseudonyme (affichage), et ôtez « reseaux » et « donnees » de ses supports",
        "Même avec l’accord des deux parents et de l’enfant, un nom entier le suivra toute sa vie, et ce qui est parti sur les "
        "réseaux ou dans des données ouvertes ne peut plus être repris. carnet publie ce qui a été accordé ; il le fait "
        "remarquer.",
        "nom: Léa Martin\naccord:\n  supports: [web, reseaux]\n  mineur: oui\n  accords_parentaux: 2\n  avis_enfant: oui\n",
        "nom: Léa Martin\naffichage: prenom\naccord:\n  supports: [web]\n  mineur: oui\n  accords_parentaux: 2\n  avis_enfant: oui\n",
    ),
    Rule(
        "nom-cache",
        ERREUR,
        "« {mots} » est écrit ici, alors que {raison}",
        "remplacez le nom par un rôle (« une médiatrice ») ou par un renvoi [[…]] vers {fichier}",
        "Une personne qui a retiré son accord, ou qui a choisi un pseudonyme, son rôle ou son prénom, n’est nommée nulle "
        "part, pas même dans le texte des autres, une légende ou une transcription. carnet ne réécrit pas vos phrases : "
        "il montre la ligne, et rien n’est fabriqué tant que le nom y est. Un renvoi montre la personne comme elle l’a "
        "choisi, et disparaît avec elle.",
        "Sur le quai, Léa Martin attend.\n",
        "Sur le quai, une médiatrice attend.\n",
    ),
    Rule(
        "nom-devinable",
        AVERTISSEMENT,
        "« {mot} » peut être le nom d’une personne à ne pas nommer : {raison}",
        "relisez la phrase ; si c’est bien d’elle qu’il s’agit, dites « une médiatrice », « un voisin »",
        "Un prénom ou un nom de famille seul peut suffire à reconnaître quelqu’un là où tout le monde se connaît. Il est "
        "signalé dans les textes des évènements où cette personne était, dans les portraits de qui y était aussi et dans les "
        "textes communs, si personne d’autre du carnet ne le porte.",
        "Le soir, Léa range les chaises.\n",
        "Le soir, une médiatrice range les chaises.\n",
    ),
    Rule(
        "paroles-retirees",
        AVERTISSEMENT,
        "« {mots} » : ces mots sont d’une personne qui a retiré son accord",
        "retirez la citation, ou racontez la scène sans ses mots",
        "Le retrait emporte ce que la personne a dit : ses verbatims, sa voix, les phrases citées dans son portrait. Huit de "
        "ses mots à la suite, recopiés dans le texte d’un autre, sont signalés à leur ligne. Ce n’est pas une erreur : la "
        "phrase peut aussi être celle de quelqu’un d’autre.",
        "Elle nous a dit : « J’ai gardé la clé du portail tout l’hiver. »\n",
        "Quelqu’un, cet hiver-là, avait la clé.\n",
    ),
    Rule(
        "prive-suivi",
        ERREUR,
        "git suit ce fichier de prive/ : il partirait avec le dépôt",
        "retirez-le du suivi sans l’effacer : git rm --cached {fichier}",
        "Le dossier prive/ garde les accords signés, les contacts, la table des pseudonymes. Il reste chez vous. Ce qui a "
        "déjà été envoyé reste dans l’historique du dépôt : prévenez les personnes concernées.",
        "git add prive/contacts.csv\n",
        "git rm --cached prive/contacts.csv\n",
    ),
    Rule(
        "prive-pas-ignore",
        AVERTISSEMENT,
        "git n’ignore pas prive/ : le prochain « git add . » l’emporterait",
        "ajoutez la ligne /prive/ au fichier .gitignore",
        "Le dossier prive/ garde les accords signés, les contacts, la table des pseudonymes. Une ligne de .gitignore le "
        "tient hors du dépôt.",
        "out/\n",
        "out/\n/prive/\n",
    ),
    Rule(
        "fuite",
        ERREUR,
        "ce fichier contiendrait {quoi} qui ne peut pas sortir{lieu}",
        "cela vient de : {source}. Cherchez qui l’écrit (un gabarit du carnet, un texte), puis recommencez",
        "Avant d’écrire, carnet relit chaque octet de chaque fichier, archives et métadonnées comprises, et y cherche tout ce "
        "qui ne peut pas sortir sur ce support : noms, passages, adresses, fichiers, images et voix de ce qui est laissé de "
        "côté, contenu de prive/, positions GPS, numéros d’appareils. Une fuite arrête la fabrication ; l’ancienne sortie "
        "reste entière. La remarque ne répète pas ce qu’elle a trouvé. L’empreinte d’une entrée est celle de rapport.json : "
        "les douze premiers signes du SHA-256 de son identifiant.",
        "{{ c.visible.carnet.entries['portraits/lea-martin'].nom }}\n",
        "{{ c.titre(e) }}\n",
    ),
)
