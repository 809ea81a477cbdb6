"""English words that tell who speaks."""

from collections.abc import Iterator

from annotations.quotations.lexicon import Lexicon


def _forms(verb: str) -> Iterator[str]:
    """The third person, the past and the -ing form of a regular English verb, and itself."""
    yield verb
    if verb.endswith("e"):
        yield from (f"{verb}s", f"{verb}d", f"{verb[:-1]}ing")
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        yield from (f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing")
    elif verb.endswith(("ch", "sh", "ss", "x", "z")):
        yield from (f"{verb}es", f"{verb}ed", f"{verb}ing")
    else:
        yield from (f"{verb}s", f"{verb}ed", f"{verb}ing")


def _all_forms(verbs: str) -> frozenset[str]:
    return frozenset(form for verb in verbs.split() for form in _forms(verb))


_SAY = frozenset("say says said saying".split())
_SPEECH = frozenset(
    """
        say says said saying tell tells told telling write writes wrote written writing admit
        admits admitted admitting quip quips quipped quipping swear swears swore begin begins
        began retweet retweets retweeted think thinks thought reply replies replied replying
        confess confesses confessed speak speaks spoke speaking go goes went sing sang read reads
        bark barked fume fumed tut posit posits posited concur concurs concurred demur demurred
        rap rapped nod nodded jibe jibed
        """.split()
) | _all_forms(
    """
        add advise affirm agree allege announce answer appeal argue ask assert assure attest aver
        beg bellow boast caution chant charge chide claim clarify command comment complain concede
        conclude confide confirm contend continue counter cry deadpan declare declaim demand deny
        detail disclose elaborate emphasise emphasize enthuse exclaim explain finish gush highlight
        hint implore imply indicate inform inquire insist interject intone joke lament maintain
        marvel mention muse mutter note object observe opine plead pledge point post preach predict
        proclaim promise pronounce propose protest query question quote react reason reassure
        recall recommend recount reflect reiterate relate remark remember remind repeat report
        respond restate retort reveal scoff scream shout shrug sigh signal smile snap sneer
        speculate state stress suggest summarise summarize surmise testify text thunder tweet
        underline underscore urge venture volunteer vow wail warn whisper whine wonder yell email
        theorize theorise caption tout accept acknowledge
        """
)
"""Verbs that bring in what somebody said."""
_MANNER = frozenset("put puts putting sent sends hit hits shot fired let speaks".split()) | (
    _all_forms(
        """
        accuse address applaud assail attack bash believe blame blast brand bill call cast celebrate
        champion characterise characterize cite commend compare condemn consider credit criticise
        criticize decry defend denounce deride describe deem dismiss discuss dub echo endorse
        excoriate expect express fear feel frame greet hail hammer hope identify invoke issue label
        lambaste lament lampoon laud liken list mock name offer outline paint pan portray praise
        present publish quote rail rate rebuff rebuke refer reference reject release ridicule rip
        share signal skewer slam style summon support talk taunt tease term threaten title trumpet
        unveil use vent view voice wave welcome want
        """
    )
)
"""Verbs with which somebody's words are used, without being introduced as speech."""
_NAMING = frozenset(
    """
    called titled entitled dubbed named known nicknamed termed so-called styled headlined branded
    labelled labeled branded billed
    """.split()
)
_WORKS = frozenset(
    """
    song songs album book books novel memoir film films movie movies show series sitcom programme
    program episode podcast play musical poem painting magazine newspaper column segment hashtag
    term terms word words phrase label category slogan slogans sign signs banner banners shirt
    t-shirt t-shirts hat hats cap caps nickname title headline band single track hit comedy drama
    game documentary ad ads article essay report section chapter autobiography bestseller campaign
    initiative project operation motto anthem exhibition exhibit conference host star
    """.split()
)
_STATEMENTS = frozenset(
    """
    statement interview letter email e-mail memo tweet post speech report message remarks address
    testimony column op-ed blog editorial press release article book essay filing lawsuit ruling
    document note transcript question answer response reply warning comment comments assertion
    claim verdict opinion ad
    """.split()
)
_FIRST_PERSON = frozenset(
    "i me my mine myself we us our ours ourselves i'm i've i'd i'll we're we've we'd we'll".split()
)
_SECOND_PERSON = frozenset("you your yours yourself you're you've you'd you'll".split())
_FINITE = frozenset(
    """
    is are was were am be been being has have had do does did will would can could should must may
    might shall isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't cannot
    couldn't shouldn't hasn't haven't hadn't it's that's there's he's she's they're what's let's
    going got get make made know think want need ain't gonna i'm we're you're
    """.split()
)
_DETERMINERS = frozenset(
    """
    the a an this that these those some many several most few both all each every any no another
    one two three four five six seven eight nine ten his her their its my our your other
    """.split()
)
_PREPOSITIONS = frozenset(
    """
    of in on at by for with from to into about against between under over after before during
    through without within among as like than since until despite toward towards near across
    behind beyond upon via amid regarding per including unlike outside inside around along above
    below off
    """.split()
)
_BREAKS = _PREPOSITIONS | frozenset(
    """
    and or but nor so yet if because although though while when where whereas whether unless that
    which who whom whose what how why also then just only even still again later earlier already
    now never ever not too very more less most recently once today yesterday tonight tomorrow here
    underneath beneath beside besides elsewhere overnight afterwards perhaps indeed otherwise
    there however meanwhile instead first last next back out up down away is are was were am be
    been being has have had do does did will would can could should must may might shall isn't
    wasn't don't doesn't didn't won't wouldn't can't couldn't i you he she it we they me him us
    them himself herself themselves itself
    """.split()
)
_VERBS = frozenset(
    """
    take takes took taking go goes went going make makes made making come comes came coming get
    gets got getting give gives gave giving see sees saw seeing know knows knew find finds found
    leave leaves left feels felt keep keeps kept keeping hold holds held holding run runs ran
    leads led meet meets met meeting win wins won winning lose loses lost losing pay pays paid
    send sends sent spend spends spent stand stands stood sits sat becomes became become brings
    brought buys bought builds built draws drew drives drove falls fell flies flew grows grew hears
    heard hurts lies lay lets means meant rose sells sold shook shows showed seek seeks sought
    struck taught threw understood woke wore wears caught chose chooses fights fought forgot spread
    stuck broke breaks does did seems seemed appears appeared needs needed tries tried trying wants
    wanted looks looked turns turned moves moved starts started stops stopped helps helped plans
    planned remains remained returns returned continues serves served works worked lives lived
    agreed refused declined failed hopes hoped believes believed thinks faces faced joined joins
    visited visits supports supported opposes opposed backs backed used uses asks leaving seeking
    running holding facing according based seen given shown taken written known driven
    dates dated obtained reviewed leaked aired sent made held led
    """.split()
)
"""Verbs that are no verbs of speech; a noun phrase ends before them."""

ENGLISH = Lexicon(
    say=_SAY,
    speech=_SPEECH,
    manner=_MANNER,
    naming=_NAMING,
    works=_WORKS,
    statements=_STATEMENTS,
    first_person=_FIRST_PERSON,
    second_person=_SECOND_PERSON,
    finite=_FINITE,
    reporting=frozenset(),
    determiners=_DETERMINERS,
    prepositions=_PREPOSITIONS,
    breaks=_BREAKS,
    verbs=_VERBS,
    times=frozenset(
        """
        monday tuesday wednesday thursday friday saturday sunday january february march april june
        july august september october november december
        """.split()
    ),
    pronouns={"he": "m", "she": "f", "they": "p", "it": "n", "i": "1", "we": "1p", "who": "r"},
    common=frozenset("the and of to is that it for was with by has a said he she we".split()),
)
