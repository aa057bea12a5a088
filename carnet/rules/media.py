"""What can be wrong with a photo, a sound, its transcription or its description."""

from carnet.rules.base import Gravite, Rule

ERREUR, AVERTISSEMENT = Gravite.ERREUR, Gravite.AVERTISSEMENT

RULES: tuple[Rule, ...] = (
    Rule(
        "image-illisible",
        ERREUR,
        "« {fichier} » ne peut pas être lu comme une image : {cause}",
        "ouvrez l’original dans un logiciel d’images et réenregistrez-le en JPEG (photo) ou en PNG (dessin)",
        "Une photo ou un dessin est déposé en JPEG, PNG, GIF, TIFF, WebP, AVIF ou BMP. Un fichier coupé pendant une "
        "copie, une page web enregistrée sous un nom d’image ou une photo HEIC d’iPhone ne peuvent pas être publiés. "
        "Sur un iPhone, « Réglages → Appareil photo → Formats → Le plus compatible » donne des JPEG.",
        "fichier: media/nec-essai/place.heic\n",
        "fichier: media/nec-essai/place.jpg\n",
    ),
    Rule(
        "image-trop-grande",
        ERREUR,
        "« {fichier} » est une image démesurée : {cause}",
        "réduisez l’original : 6 000 pixels de large suffisent à une double page imprimée",
        "Une image se déplie en mémoire : quelques kilo-octets peuvent en cacher des centaines de mégaoctets et arrêter "
        "la machine. Au-delà de 80 millions de pixels, elle n’est pas ouverte.",
        "fichier: media/nec-essai/panorama.png   (20 000 × 12 000 pixels)",
        "fichier: media/nec-essai/panorama.png   (6 000 × 3 600 pixels)",
    ),
    Rule(
        "son-illisible",
        ERREUR,
        "« {fichier} » ne peut pas être lu comme un enregistrement : {cause}",
        "ouvrez l’original dans un logiciel de son et exportez-le en WAV ou en MP3",
        "Un enregistrement est déposé en WAV, MP3, M4A, OGG, Opus, FLAC, AIFF, AMR ou GSM, sans protection. Une liste de "
        "lecture ou un lien ne contiennent pas de son.",
        "fichier: media/nec-essai/la-cle.m3u8\n",
        "fichier: media/nec-essai/la-cle.mp3\n",
    ),
    Rule(
        "son-sans-transcription",
        ERREUR,
        "« {fichier} » n’a pas de transcription",
        "ajoutez « transcription: » avec un fichier .vtt ou .srt, ou écrivez sous l’en-tête ce que l’on entend",
        "Qui n’entend pas, ou lit dans un train, doit pouvoir lire ce qui est dit : c’est aussi une obligation (RGAA, "
        "critère 4.1). La transcription est un fichier de sous-titres à côté du son, ou le texte de la fiche.",
        "---\ntype: son\ntitre: La clé\nfichier: media/nec-essai/la-cle.mp3\ncredit: Le duo\n---\n",
        "---\ntype: son\ntitre: La clé\nfichier: media/nec-essai/la-cle.mp3\ncredit: Le duo\ntranscription: media/nec-essai/la-cle.vtt\n---\n",
    ),
    Rule(
        "transcription-illisible",
        ERREUR,
        "cette transcription ne peut pas être lue : {cause}",
        "corrigez cette ligne ; chaque réplique a une ligne « 00:00:01.000 --> 00:00:04.500 », puis ses mots, puis une ligne vide",
        "Une transcription est un fichier WebVTT (.vtt) ou SubRip (.srt), en UTF-8 : des répliques séparées par des lignes "
        "vides, chacune avec son début et sa fin. « <v Léa Martin> » au début des mots dit qui parle. Rien n’est deviné : "
        "des mots sans temps seraient perdus.",
        "WEBVTT\n\n0:01 --> 0:04\n<v Léa Martin>J’ai retrouvé la clé.\n",
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Léa Martin>J’ai retrouvé la clé.\n",
    ),
    Rule(
        "transcription-desordre",
        AVERTISSEMENT,
        "ces mots {cause}",
        "vérifiez les temps de cette réplique et de celle d’avant",
        "Les répliques se suivent dans l’ordre du son. Une réplique qui commence avant la précédente, ou pendant que la "
        "même personne parle encore, est le plus souvent une faute de frappe. Deux personnes peuvent parler ensemble si "
        "« <v Nom> » les distingue.",
        "00:05.000 --> 00:09.000\nLa porte était fermée.\n\n00:01.000 --> 00:04.000\nJ’ai retrouvé la clé.\n",
        "00:01.000 --> 00:04.000\nJ’ai retrouvé la clé.\n\n00:05.000 --> 00:09.000\nLa porte était fermée.\n",
    ),
    Rule(
        "transcription-hors-duree",
        AVERTISSEMENT,
        "cette réplique finit à {fin}, après la fin du son ({duree})",
        "vérifiez que la transcription est celle de cet enregistrement, et que les temps y sont justes",
        "Une réplique qui dépasse la fin du son ne sera jamais entendue : c’est souvent la transcription d’un autre "
        "enregistrement, ou d’une version plus longue.",
        "01:04:00.000 --> 01:04:03.000\nMerci.\n",
        "00:04:00.000 --> 00:04:03.000\nMerci.\n",
    ),
    Rule(
        "epub-trop-lourd",
        AVERTISSEMENT,
        "l’EPUB pèse plus de 100 Mo ({poids}) ; le plus lourd : {fichiers}",
        "gardez des plus longs sons l’extrait que l’on écoute, ou réservez-les au site : « sorties: [web] »",
        "Un livre numérique de plus de 100 Mo est refusé par des librairies (Kobo) et se télécharge mal en chemin. Une heure "
        "de son y pèse 29 Mo. Pour les librairies qui ne prennent pas de son, « carnet construire epub --sans-son ».",
        "---\ntype: son\ntitre: La journée entière\nfichier: journee.wav\n---\n",
        "---\ntype: son\ntitre: La journée entière\nfichier: journee.wav\nsorties: [web]\n---\n",
    ),
    Rule(
        "alt-nom-de-fichier",
        AVERTISSEMENT,
        "« {alt} » ne décrit pas la photo",
        "dites en une phrase ce que l’on voit, comme au téléphone",
        "Le texte alternatif remplace l’image pour qui ne la voit pas. Un nom de fichier, « image » ou « logo » n’apprennent "
        "rien. Une image qui n’apporte rien se déclare par « decorative: oui ».",
        "alt: IMG_2043.jpg\n",
        "alt: Deux femmes penchées sur une tablette, devant la mairie.\n",
    ),
    Rule(
        "alt-egal-legende",
        AVERTISSEMENT,
        "le texte alternatif répète la légende",
        "dites dans « alt » ce que l’on voit, et dans la légende ce qu’il faut en savoir",
        "La légende est lue par tout le monde, texte alternatif compris : qui écoute la page entendrait deux fois la même "
        "phrase et ne saurait toujours pas ce que la photo montre.",
        "alt: L’équipe du matin.\n---\n\nL’équipe du matin.\n",
        "alt: Six personnes debout en cercle, un café à la main.\n---\n\nL’équipe du matin.\n",
    ),
    Rule(
        "alt-image-de",
        AVERTISSEMENT,
        "le texte alternatif commence par annoncer une image : « {alt} »",
        "dites tout de suite ce que l’on voit",
        "La synthèse vocale dit déjà « image » avant de lire le texte alternatif. Chaque mot de trop retarde ce que l’on "
        "veut savoir.",
        "alt: Photo de deux femmes penchées sur une tablette.\n",
        "alt: Deux femmes penchées sur une tablette, devant la mairie.\n",
    ),
    Rule(
        "decorative-utile",
        AVERTISSEMENT,
        "cette photo est dite décorative, et pourtant elle {raison}",
        "remplacez « decorative: oui » par « alt: » et ce que l’on voit",
        "Une image décorative n’apprend rien : qui ne la voit pas ne perd rien à ce qu’elle soit tue. Une image qui a une "
        "légende ou qui montre quelqu’un apprend quelque chose (RGAA, critère 1.2).",
        "decorative: oui\n---\n\nL’équipe du matin, devant la halle.\n",
        "alt: Six personnes debout en cercle, un café à la main.\n---\n\nL’équipe du matin, devant la halle.\n",
    ),
    Rule(
        "alt-trop-courte",
        AVERTISSEMENT,
        "le texte alternatif « {alt} » est trop court pour décrire une photo",
        "dites qui, quoi et où, en une phrase",
        "En moins de dix signes, on ne décrit pas ce que l’on voit. Une image qui n’apporte rien se déclare par "
        "« decorative: oui ».",
        "alt: La place\n",
        "alt: La place vide, un banc et deux arbres.\n",
    ),
    Rule(
        "alt-trop-longue",
        AVERTISSEMENT,
        "le texte alternatif fait {longueur} signes, pour 350 au plus",
        "gardez l’essentiel dans « alt », et passez le reste dans la légende ou dans le texte",
        "Un texte alternatif est lu d’une traite par les synthèses vocales. Au-delà de 350 signes, une description a sa "
        "place dans le texte, où chacun peut la lire à son rythme.",
        "alt: Sur la place, par un matin de mars où il a plu, deux femmes… (400 signes)\n",
        "alt: Sur une place mouillée, deux femmes regardent une tablette.\n",
    ),
)
