"""French, Spanish, Italian, Dutch and Swedish words that tell who speaks: the commonest alone."""

from annotations.quotations.lexicon import Lexicon

_SAY = frozenset(
    """
    dit disait déclare déclaré dijo dice dicho afirmó detto dice disse dichiarato afferma zei zegt
    zeiden gezegd sade säger sa sagt
    """.split()
)
_SPEECH = frozenset(
    """
    affirme affirmé ajoute ajouté explique expliqué assure assuré répond répondu écrit demande
    demandé annonce annoncé estime estimé souligne lance lancé rappelle añadió aseguró explicó
    señaló declaró escribió preguntó respondió indicó apuntó spiegato aggiunto scritto chiesto
    risposto commentato sottolinea spiega vertelt vertelde schrijft schreef verklaarde voegt vroeg
    antwoordde skriver skrev svarar svarade frågade menar menade berättar uppger
    """.split()
)
_DETERMINERS = frozenset(
    """
    le la les l un une des du el los las una unos unas il lo gli i uno de het een ett en den det
    son sa ses leur su sus suo sua zijn haar hans hennes
    """.split()
)
_PREPOSITIONS = frozenset(
    """
    à au aux de d dans sur pour par avec sans sous selon en con por para sin sobre según a da di in
    per su tra secondo van op voor met bij volgens på av för med till från enligt
    """.split()
)
OTHER = Lexicon(
    say=_SAY,
    speech=_SAY | _SPEECH,
    manner=frozenset("qualifié appelé llamó calificó definito noemde kallade".split()),
    naming=frozenset("dit appelé nommé llamado denominado cosiddetto genaamd kallad".split()),
    works=frozenset("film livre chanson série libro canción serie canzone boek lied bok".split()),
    statements=frozenset("communiqué lettre comunicado carta comunicato lettera brief".split()),
    first_person=frozenset("je me nous notre yo nosotros io noi ik wij we jag vi oss".split()),
    second_person=frozenset("vous tu usted ustedes voi lei u jullie du ni".split()),
    finite=frozenset(
        """
        est sont était a ont sera faut peut suis sommes es son era ha han será hay puede è sono era
        hanno può is zijn was heeft moet är var har kan ska
        """.split()
    ),
    reporting=frozenset(),
    determiners=_DETERMINERS,
    prepositions=_PREPOSITIONS,
    breaks=_PREPOSITIONS
    | frozenset(
        """
        et ou mais que qui ne pas a ont y o pero que no ha e ma che non hanno en of maar dat niet
        heeft och eller men att inte har
        """.split()
    )
    | _SAY
    | _SPEECH,
    verbs=frozenset(),
    times=frozenset(),
    pronouns={
        **dict.fromkeys("il él lui hij han".split(), "m"),
        **dict.fromkeys("elle ella lei zij hon".split(), "f"),
    },
    common=frozenset(
        """
        le les et des est dans que el los las y en del il che di non gli della het een van och att
        det som inte på
        """.split()
    ),
)
