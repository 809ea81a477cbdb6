"""Words so common that sharing them says nothing, and words that turn a sentence round. Folded."""

COMMON = frozenset(
    # English, with what people say to be polite.
    "about absolutely actually after afternoon again all almost already also always and "
    "another any anything are arent around away back because been before being believe best "
    "better both but came can cant come could couldnt day days did didnt does doesnt doing "
    "done dont down each else even evening ever every everybody everyone everything far first "
    "for from gentlemen get gets getting give given glad going gone good got great had happen "
    "happy hard has hasnt have havent having hello her here him his how however into isnt its "
    "just keep kind know ladies last least less let lets like little long look lot lots made "
    "make makes many matter may maybe mean might more morning most much must need needs never "
    "next nobody none not nothing now obviously off okay once one only other our out over "
    "people perhaps please pleasure point put quite rather really right said same say saying "
    "says see seen shall she should simply since some somebody someone something soon sorry "
    "still such sure take talk tell than thank thanks that thats the their them then there "
    "theres these they theyre thing things think this those though through time today "
    "together told tomorrow tonight too two under until upon use very want wants was wasnt "
    "way welcome well went were werent what when where whether which while who why will with "
    "without wont work would wouldnt yes yesterday yet you your "
    # German.
    "aber alle allem allen aller alles als also andere anderen auch auf aus bei beim bin bis "
    "bitte danke dann das dass dazu dem den denn der des die dies diese diesem diesen dieser "
    "dieses doch dort durch ein eine einem einen einer eines etwas euch fur ganz gar geben "
    "gegen gehen geht gesagt gibt gut gute guten haben habe hat hatte hatten heute hier "
    "hinter ich ihm ihn ihnen ihr ihre immer ins ist jede jeder jetzt kann kein keine keinen "
    "konnen konnte lassen machen man mehr mein mich mir mit muss mussen nach nein nicht "
    "nichts nie noch nun nur oder ohne sagen schon sehr sein seine seit sich sie sind sollen "
    "soll sollte sondern uber uns unser unsere unter viel viele vielen vom von vor wann war "
    "waren warum was weil wenn wer werden wie wieder will wir wird wissen wollen worden wurde "
    "wurden zum zur zwei zwischen "
    # French, Spanish, Italian.
    "avec avez avons bien cela ces cette comme dans deux elle elles encore est etre faire "
    "fait font les leur leurs mais meme merci nos notre nous ont par pas plus pour quand que "
    "qui rien sans sont sur tout toute tous tres une vos votre vous como con cuando del desde "
    "donde ella ellos era esta estan este esto estos gracias hacer han hay los las mas muy "
    "nada nos nosotros nuestra nuestro para pero porque por puede que ser sin sobre son "
    "tambien tiene todo todos una uno usted ustedes alla anche che chi come con cosa dei "
    "della delle dello dove essere fare grazie gli hanno loro molto nel nella nello noi "
    "nostra nostro ogni per perche piu poi quando quello questa questo sono stato sua suo "
    "tutti tutto una".split()
)
NEGATIONS = frozenset(
    "aint arent cannot cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt neither "
    "never no nobody none nor not nothing shouldnt wasnt werent wont wouldnt kein keine "
    "keinem keinen keiner nein nicht nichts nie niemals niemand aucun aucune jamais pas rien "
    "nada nadie nunca mai nessuno niente non".split()
)
