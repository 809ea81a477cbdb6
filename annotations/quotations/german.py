"""German words that tell who speaks."""

from annotations.quotations.lexicon import Lexicon

_PREPOSITIONS = frozenset(
    """
    in im ins an am ans auf bei beim mit nach seit von vom zu zum zur aus durch für gegen ohne um
    über unter vor hinter neben zwischen während wegen trotz laut gemäß zufolge als wie bis
    gegenüber
    """.split()
)
_DETERMINERS = frozenset(
    """
    der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem kein
    keine keinen keiner sein seine seinen seiner seinem ihr ihre ihren ihrer ihrem unser unsere alle
    viele mehrere einige jeder jede jedes zwei drei
    """.split()
)
GERMAN = Lexicon(
    say=frozenset("sagt sagte sagten erklärt erklärte erklärten".split()),
    speech=frozenset(
        """
        sagt sagte sagten gesagt sagen erklärt erklärte erklärten erklären äußert äußerte äußerten
        geäußert betont betonte betonten betonen meint meinte meinten meinen berichtet berichtete
        berichteten berichten behauptet behauptete behaupteten fragt fragte fragten antwortet
        antwortete antworteten ergänzt ergänzte fügte fügten hinzu schreibt schrieb schrieben
        geschrieben teilte teilten mitgeteilt mitteilen mit lautet lautete kommentiert kommentierte
        kündigte kündigten angekündigt an bekräftigte bekräftigten bestätigte bestätigten forderte
        forderten fordert fordern warnt warnte warnten heißt hieß zitiert zitierte unterstrich
        versicherte versicherten räumte räumten gab gaben bekannt rief riefen erwiderte entgegnete
        erläuterte erläuterten führte führten aus stellte stellten fest verkündete verkündeten
        vermutete urteilte urteilten wies wiesen konstatierte sprach sprachen spricht sprechen
        gesprochen begründete begründeten kritisiert kritisierte kritisierten lobte lobten verlangte
        verlangten plädierte appellierte beklagte beklagten bemerkte beteuerte versprach verspricht
        wünschte hoffte denkt dachte glaubt glaubte findet fand sieht sah weiß so zufolge laut
        twitterte resümierte bilanzierte mahnte drohte drohten scherzte ruft aufgerufen zeigte
        zeigten empfahl empfiehlt wörtlich
        """.split()
    ),
    manner=frozenset(
        """
        nannte nannten nennt nennen genannt bezeichnet bezeichnete bezeichneten bezeichnen wirft
        warf warfen vorgeworfen vorwarf wertete werteten bewertete sprach beschreibt beschrieb
        beschrieben verurteilte verurteilten begrüßte begrüßten charakterisierte titelte titelt
        wertet hält hielt halten gilt galt verwies verwiesen
        """.split()
    ),
    naming=frozenset(
        """
        sogenannte sogenannten sogenannter sogenanntes sogenannt heißt hieß heißen namens genannt
        genannte genannten bekannt betitelt titel namen name mottos motto spitznamen nennt
        """.split()
    ),
    works=frozenset(
        """
        film films filme filmes song songs album albums buch buches band roman zeitung zeitschrift
        magazin magazins tageszeitung wochenzeitung sendung fernsehsendung serie show zeitschriften
        programm projekt projekts projektes organisation gruppe partei initiative bündnis verein
        stiftung schiff schiffs schiffes frachter fähre tanker rakete satellit sonde raumsonde typ
        typs modell modells stück lied titel motto thema begriff begriffs begriffe wort wortes worte
        spiel spiels preis operation aktion kampagne konzert festival ausstellung hotel restaurant
        klub club diskothek agentur nachrichtenagentur hurrikan taifun tropensturm sturm orkan
        software datei seite website blog portal internetseite studie bericht artikel rubrik reihe
        kategorie bezeichnung einheit gesetz stadion firma unternehmen konzern marke oper musical
        single tour ensemble team verband gesellschaft zeche grube kohlekraftwerk kraftwerk
        """.split()
    ),
    statements=frozenset(
        """
        erklärung interview brief mitteilung pressemitteilung rede bericht stellungnahme aussage
        äußerung äußerungen kommentar antwort worte worten frage zitat statement meldung urteil
        begründung aufruf vorwurf gespräch meinung ansicht angaben
        """.split()
    ),
    first_person=frozenset(
        """
        ich mich mir mein meine meinen meiner meinem wir uns unser unsere unseren unserer unserem
        """.split()
    ),
    second_person=frozenset("du dich dir dein deine ihr euch euer eure sie ihnen".split()),
    finite=frozenset(
        """
        ist sind war waren bin bist sei seien wäre wären wird werden wurde wurden würde würden hat
        haben habe hatte hatten hätte hätten kann können könnte könnten konnte muss müssen müsste
        musste soll sollen sollte sollten will wollen wollte darf dürfen dürfte durfte mag möchte
        möchten gibt gehen geht kommt bleibt machen macht steht lassen lässt braucht brauchen nicht
        tun tut weiß wissen sehen sieht stellt glauben
        """.split()
    ),
    reporting=frozenset(
        """
        sei seien habe hätte hätten wäre wären werde würde würden könne könnte könnten müsse müssten
        solle dürfe dürften wolle gebe gehe komme bleibe stehe lasse mache finde liege sehe wisse
        brauche
        """.split()
    ),
    determiners=_DETERMINERS,
    prepositions=_PREPOSITIONS,
    breaks=_PREPOSITIONS
    | frozenset(
        """
        und oder aber denn sondern dass daß weil wenn ob da damit obwohl während nachdem bevor als
        wo wer was welche welcher welches nur auch noch schon sehr nicht nie immer hier dort dann
        jetzt heute gestern morgen er sie es wir ich man sich ihm ihn ihnen mich uns ist sind war
        waren wird werden wurde wurden hat haben hatte hatten kann können soll sollen muss müssen
        demnach später unterdessen zwar daran derzeit dabei damals danach dazu dagegen deshalb daher
        dies doch bereits außerdem zudem zuvor insgesamt inzwischen allerdings jedoch auch bisher
        nun dann somit trotzdem dennoch ferner hierbei demgegenüber gestern anschließend besonders
        zurzeit zuletzt ebenso ebenfalls nachdem obwohl laut so indessen weiter weitere
        vielmehr sogar selbst wohl etwa rund fast mehr weniger alles nichts etwas
        """.split()
    ),
    verbs=frozenset(),
    times=frozenset(
        """
        montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz
        april mai juni juli august september oktober november dezember uhr euro prozent jahr jahre
        """.split()
    ),
    pronouns={"er": "m", "sie": "f", "es": "n", "ich": "1", "wir": "1p"},
    capital_nouns=True,
    common=frozenset(
        """
        der die das und ist von den dem zu nicht mit auf ein eine für sagte sagt im er sie wir es
        """.split()
    ),
)
