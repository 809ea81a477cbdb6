"""Lines of a page that are not the article: told as whole lines, by general rules.

Nothing here names an outlet. A rule fits the line from its start to its end, or
a line that is short, so that a sentence of an article that happens to hold the
same words stays.
"""

import re
from collections.abc import Iterable

LONGEST_CLUTTER = 320
SENTENCE_END = re.compile(r"[.!?…:;。！？؟।۔][”“\"'’»›«)\]*]*\s*\Z")

_SHARING = r"""
share(?:\s(?:this|on|via|to|full|the)(?:\s[\w.-]+){0,5})?|share(?:\s*[\w/+()]+){0,2}|shares
|sharing
|shared|tweet(?:\s(?:this|widget).{0,20})?|retweet|facebook|twitter|x|whatsapp|linked-?in|reddit
|e-?mail(?:\s(?:this|to a friend|article|link|story).{0,20})?|print(?:\s(?:this|article|page
|story).{0,20})?
|copy\s(?:the\s)?(?:link|url|article link)|link copied!?|copied!?|save(?:\s(?:for later|this
|article|story).{0,20})?
|saved|bookmark(?:\s.{0,20})?|gift\s(?:this\s)?article|give this article|listen
|listen to (?:this|the) \w+.{0,40}
|follow(?:\sus)?(?:\s(?:on|@).{0,60})?|following|like(?:\sthis)?|pin(?:\sit|terest)?|telegram
|messenger
|threads|bluesky|mastodon|instagram|youtube|tiktok|snapchat|flipboard|pocket|tumblr|xing|threema
|rss(?:\sfeed)?
|whatsapp channel|google news|add us as preferred.{0,40}|teilen|merken|drucken|vorlesen
|artikel (?:teilen|anhören|drucken|merken|verschenken).{0,30}
|auf .{2,20} teilen|per (?:e-?mail|whatsapp).{0,20}|mailen|link kopieren|partager(?:\s.{0,40})?
|imprimer|envoyer(?:\spar.{0,30})?|enregistrer
|copier le lien|écouter(?:\s.{0,30})?|compartir(?:\s.{0,40})?|imprimir|guardar
|enviar(?:\spor.{0,30})?|copiar enlace|copiar link
|condividi(?:\s.{0,40})?|stampa|salva|ascolta|compartilh[ae]r?(?:\s.{0,40})?|delen|dela|del
|مشاركة|شارك(?:\s.{0,30})?|طباعة|حفظ|نسخ الرابط
|שתפו|שיתוף|הדפסה|udostępnij|поделиться(?:\s.{0,30})?|paylaş|bagikan
"""
_COMMENTING = r"""
(?:\d[\d.,]*\s)?(?:comments?|kommentare?|commentaires?|comentarios?|commenti|comentários?
|reacties|kommentarer|تعليقات?|التعليقات|תגובות)
(?:\s\(?\d*\)?)?|no comments(?: yet)?|(?:leave|post|add|write|submit) (?:a |your )?(?:comments?
|reply)|(?:view|show|read|see|load|hide) (?:all |more |the )?\d*\s?(?:comments?|replies).{0,20}
|join (?:the|our) (?:conversation|discussion|debate|commenting forum)|start the conversation
|be the first to (?:comment|know).{0,40}|comments? (?:are|is) (?:closed|disabled|off).{0,30}
|log in to (?:comment|reply).{0,20}|jetzt kommentieren|kommentieren|kommentar (?:schreiben
|verfassen)|diskutieren sie mit.{0,40}|laisser un commentaire|réagir|commenter
|dejar? (?:un )?comentario|lascia un commento|deixe (?:um|seu) comentário
|أضف تعليق(?:ا|ك)?|اترك تعليقا?|התחברו|have your say.{0,160}|what do you think\?.{0,60}
|report (?:this )?(?:comment|ad)
"""
_MORE = r"""
(?:read|see|view|load|show|hide|find out|learn|watch|get|continue|keep) (?:more|reading|less
|all)(?:\s.{0,60})?\s?[…›»→>]*
|(?:full|read (?:the )?full) (?:story|article|statement|report)\s?[…›»→>]*
|(?:mehr|weiter)(?:\slesen|\szum thema|\sdazu|\serfahren|\sanzeigen)?:?|weiterlesen\s?.{0,5}
|lesen sie (?:auch|mehr|hier|dazu).{0,40}:?|lesen sie auch|auch interessant:?
|das könnte sie auch interessieren:?
|lire (?:la suite|aussi|plus|également)(?:\s?:)?|voir (?:plus|aussi)|en savoir plus
|à lire aussi(?:\s?:)?|leer más|lea también:?|ver más|te puede interesar:?|más información:?
|seguir leyendo
|leggi (?:anche|tutto|di più):?|continua a leggere|leia (?:mais|também):?|saiba mais
|veja (?:mais|também):?|lees (?:ook|meer|verder):?|läs (?:mer|också|även):?|les også:?
|læs også:?|اقرأ (?:أيضا|المزيد|أيضًا|ايضا).{0,5}|المزيد|קרא(?:ו)? (?:עוד|גם).{0,5}
|читайте также:?|czytaj (?:też|także|więcej):?
"""
_RELATED = r"""
(?:more|related|recommended|similar|latest|top|popular|trending|further|other|editor'?s'?|most
|you (?:may|might)(?: also)? (?:like|be interested in)|don['’]t miss|also|up next|next up
|must[ -]reads?|featured|in case you missed it|in other news|suggested|sponsored|promoted|paid)
(?:\s(?:about|on this(?: story| topic)?|from(?:\s[\w’'&.-]+){1,5}|like this|by(?: this
| the)? author|stor(?:y|ies)|articles?|posts?|content|coverage|news|headlines?|links?|topics?
|tags?|reading|for you|picks?|read|popular|viewed|commented|shared|videos?|searches|now|today
|stories|in(?:\s\w+){1,3}|on(?:\s[\w’'-]+){1,4}|next|recent|trending|read(?:\s\w+)?|\w+\sstories
|\w+\snews|\w+\sarticles))*\s?[:›»>]?
|(?:read|see|watch|up) next|what to read next|(?:popular|latest|more|related) (?:videos?
|podcasts?|galleries)|bulletin|explore more.{0,40}|topics?(?: in this (?:story|article))?:?
|tags?:?|tags?:?\s(?:[^,.;]{2,40},){2,20}[^,.;]{2,40}
|filed under:?|categories:?|keywords?:?|mentioned in this (?:story|article)
|ähnliche (?:artikel|themen|beiträge)|themen(?: des artikels)?:?|schlagw[oö]rte[r]?:?
|meistgelesen(?:e artikel)?|mehr (?:zum thema|aus .{2,30}|von .{2,30})|verwandte (?:artikel
|themen)|passend zum thema|zum thema|zur startseite|empfohlener (?:externer|redaktioneller) inhalt
|sur le même (?:sujet|thème)|articles? (?:liés|similaires|associés)|les plus lus|à la une
|thèmes?(?: associés)?:?|noticias? relacionadas?|temas? relacionados?|relacionad[oa]s?
|artículos relacionados|lo más (?:leído|visto)|más (?:noticias|leídas?)|etiquetas:?|temas:?
|archivado en:?|articoli correlati|leggi anche|i più letti|argomenti:?|notícias relacionadas
|mais lidas|veja mais
|مواضيع ذات صلة|أخبار ذات صلة|اقرأ أيضا|الأكثر قراءة|الكلمات المفتاحية|وسوم|קראו גם|כתבות נוספות
|תגיות:?|zobacz też|lue myös|meest gelezen|gerelateerd(?:e artikelen)?
"""
_LETTERS = r"""
(?:sign|signing) up(?:\s.{0,200})?|subscribe(?:\s.{0,160})?|get (?:our|the
|your)(?: \w+){0,3} (?:free )?(?:[\w’' -]+ )?(?:newsletters?|e-?mails?|alerts?|briefing
|app)\b.{0,120}|(?:our |free |daily |weekly )*newsletters?(?:\s.{0,60})?
|(?:enter )?your e-?mail(?: address)?.{0,20}|e-?mail address.{0,20}|e-?mail\s?\*?\s?sign up
|i would like to (?:be e-?mailed|receive|get|hear).{0,220}|by (?:signing|clicking|subscribing
|submitting|providing|entering|registering|ticking).{0,260}
|(?:please )?(?:check|confirm) your (?:inbox|e-?mail).{0,100}|thank(?:s| you) for (?:signing up
|subscribing|registering).{0,100}|you can unsubscribe.{0,80}|unsubscribe.{0,60}|no spam.{0,60}
|delivered (?:straight |directly )?to your inbox.{0,60}|.{0,120}(?:straight|directly|right
|delivered|every \w+) (?:in)?to your inbox.{0,60}
|.{0,60}(?:read|see) our (?:privacy (?:policy|notice)|terms).{0,80}
|this site is protected by recaptcha.{0,140}|privacy notice:.{0,250}
|was this (?:e-?mail |newsletter )?forwarded.{0,100}|(?:did you )?enjoy(?:ed|ing)? (?:this|our)
 (?:letter|newsletter|e-?mail|issue).{0,80}|forward (?:it|this).{0,30} to a friend.{0,40}
|you(?:['’]re| are) receiving this (?:e-?mail|letter|message|newsletter).{0,160}
|view (?:it |this )?(?:e-?mail |letter |newsletter )?in (?:your |a )?browser.{0,20}
|(?:im|online im) browser (?:ansehen|öffnen|lesen)
|cancel at any ?time\.?|sent from my \w+(?: \w+)?|von meinem \w+ gesendet
|shared (?:via|from) .{2,40}
|order reprints.{0,60}|a version of this article (?:appears|appeared) in print.{0,160}
|jetzt (?:kostenlos|gratis) (?:abonnieren|anmelden|testen|bestellen)
|(?:jetzt )?(?:(?:kostenlos(?:en)? )?(?:zum )?newsletter(?: \w+)?(?: abonnieren| bestellen
| anmelden| anmeldung)?|abonnieren).{0,80}|newsletter.{0,60}
|melden sie sich.{0,160}newsletter.{0,60}|(?:mit der|durch die) (?:anmeldung|registrierung
|bestellung).{0,200}|ihre e-?mail-?adresse.{0,20}
|inscrivez-vous.{0,160}|abonnez-vous.{0,160}|recevez.{0,140}(?:newsletter|e-?mail|boîte).{0,60}
|votre (?:adresse )?e-?mail|s['’]abonner|suscr[íi]b(?:ete|ase|irse|irme|ir).{0,160}
|recib[ae].{0,120}(?:newsletter|bolet[íi]n|correo).{0,60}|apúntate.{0,120}|iscriviti.{0,160}
|inscreva-se.{0,160}|assine.{0,100}|schrijf je in.{0,120}|اشترك(?:وا)?(?:\s.{0,120})?
|النشرة البريدية.{0,60}|الاشتراك في.{0,80}|הירשמו.{0,120}
"""
_CONSENT = r"""
(?:we|this (?:site|website|page)|our (?:site|website|partners)
|we and our(?: \d+)? partners).{0,30}(?:use|store|value).{0,20}(?:cookies|your privacy
|information on a device).{0,280}|.{0,60}\bcookies?\b.{0,40}(?:accept|consent|preferences
|settings|policy|experience|zustimm\w+|akzept\w+|accepte\w*).{0,220}
|(?:accept|reject|manage|allow|decline) (?:all|cookies|preferences|settings|and (?:continue
|close)).{0,40}|cookie (?:policy|settings|preferences|notice)|privacy (?:policy|notice|settings
|preferences)|terms (?:of (?:use|service)|and conditions|& conditions)|your (?:privacy
|ad) choices|do not sell.{0,60}|i (?:accept|agree)|agree and continue|ok|got it!?
|(?:wir|diese (?:website|seite)).{0,30}(?:verwende[nt]|nutz(?:en|t)|setz(?:en
|t)).{0,20}cookies.{0,240}|alle (?:cookies )?akzeptieren|datenschutz(?:erklärung|hinweise?)?
|impressum|agb|(?:nous|ce site).{0,20}utilis.{0,20}cookies.{0,240}|tout (?:accepter|refuser)
|(?:utilizamos|usamos|este sitio).{0,30}cookies.{0,240}|aceptar(?: todo| todas| cookies)?
|rechazar(?: todo)?|questo sito.{0,30}cookie.{0,240}|accetta(?: tutto)?|نستخدم ملفات.{0,240}
|يستخدم هذا الموقع.{0,240}|قبول(?: الكل)?
"""
_ADS = r"""
embed|tweet|ein klick für den datenschutz|link zum [\w-]+-?inhalt|hauptinhalt
|an dieser stelle .{0,200}inhalt.{0,120}|externer inhalt.{0,60}|diesen inhalt .{0,120}
|content is not available.{0,80}|to view this (?:content|video).{0,120}
|please enable javascript.{0,120}|your browser does not support.{0,80}|link zum artikel
|zum artikel|wie hat ihnen dieser artikel gefallen\?|you must (?:confirm|be logged in
|log ?in).{0,120}|please log ?(?:out|in) .{0,160}|du musst dich .{0,20}einloggen.{0,80}
|kommentar abgeben|notas relacionadas|czytaj więcej|partner news|summary|zusammenfassung
|advert(?:isement|ising|orial)?s?(?: feature)?|ads?|ad feedback
|advertisement\s?[-–—:]?\s?(?:scroll to continue|continue reading below
|story continues below)?.{0,30}|(?:story|article|content|post) continues (?:below|after).{0,40}
|scroll (?:down )?(?:to continue|for more).{0,30}|continue reading(?: below)?|skip (?:to|past|ad
|advertisement|promotion|navigation|in)(?:\s.{0,40})?|after newsletter promotion
|sponsor(?:ed)?(?: content| by.{0,40})?|paid (?:content|post|partnership).{0,30}|promoted
|support (?:our|independent|quality) journalism.{0,80}
|anzeige|werbung|publicité|publicidad|pubblicità|advertentie|annons|reklame?|reklama
|إعلان(?:ات)?|פרסומת|реклама|la suite après (?:la|cette) publicité|article suite.{0,40}
|continua dopo (?:la|il).{0,30}|continúa después.{0,40}|lea el artículo completo|publicidade
|continua após.{0,30}
"""
_COUNTS = r"""
\d[\d.,]*\s?[km]?\+?\s(?:views?|shares?|likes?|reads?|replies|retweets|followers?|votes?|aufrufe
|vues|vistas|visualizzazioni|مشاهدة|צפיות)
|\d+\s?(?:min(?:ute)?s?|minuten|minuti|minutos)\.?\s?(?:read|lesezeit|de lecture|de lectura
|di lettura|de leitura|leestijd)?
|(?:estimated )?reading time:?.{0,20}|lese(?:zeit|dauer):?.{0,20}
|(?:temps|tiempo|tempo) de (?:lecture|lectura|leitura).{0,20}|time to read.{0,20}
|\d+\s(?:of|/)\s\d+|\d+\s(?:photos?|images?|videos?|bilder|fotos)|(?:published|updated|posted
|last updated|last modified|first published|created|modified)(?:\s(?:on|at))?:?|(?:\d+
|an?) (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?) ago|vor \d+ (?:minuten|stunden
|tagen)|\d{1,2}:\d{2}(?:\s/\s\d{1,2}:\d{2})?
"""
_RIGHTS = r"""
(?:©|\(c\)|copyright\b).{0,200}|.{0,120}all rights reserved\.?.{0,140}
|alle rechte vorbehalten.{0,60}|tous droits réservés.{0,60}|todos los derechos reservados.{0,80}
|tutti i diritti riservati.{0,60}|جميع الحقوق محفوظة.{0,60}|.{0,160}may not be (?:published
|reproduced|republished|redistributed).{0,140}|our standards:.{0,100}|(?:reprints|rights) (?:&
|and) (?:permissions|reprints).{0,40}|licens(?:e|ing) (?:this )?(?:content|article
|rights).{0,30}|terms of use.{0,80}
"""
_SITE = r"""
home(?:page)?|menu|search|close|open|back(?: to .{1,40})?|log ?(?:in|out)|sign ?(?:in|out)
|register|my (?:account|profile|news)|account|subscribe(?: now)?|donate(?: now)?|support us
|contact(?: us)?|about(?: us)?|help|faq|e-?paper|skip to (?:main )?content|jump to content
|previous|next|prev|play|pause|mute|unmute|loading\.{0,3}…?|error|retry|expand|collapse
|toggle \w+|play video|video player|(?:this )?video (?:can ?not|is unavailable).{0,80}
|playback is not supported.{0,60}|watch(?: live| now| the video)?|live|breaking(?: news)?
|exclusive|gallery|photos?|image|video|media caption|image (?:source|caption)|getty images
|image \d+ of \d+|slide \d+(?: of \d+)?|follow topic|get alerts?|notifications?
|turn on notifications.{0,40}|download (?:our|the) app.{0,60}|get the app.{0,40}
|change (?:language|region)|edition
|startseite|menü|suche|schließen|anmelden|abmelden|registrieren|kontakt|hilfe|zurück|accueil
|menu principal|rechercher|se connecter|connexion|fermer|inicio|buscar|iniciar sesión|regístrate
|cerrar|contacto|accedi|cerca|chiudi|الرئيسية|بحث|تسجيل الدخول|القائمة|إغلاق|דף הבית|חיפוש|התחברות
|(?:you have|you['’]ve) (?:reached|read|used).{0,120}|(?:already|not) a (?:subscriber
|member)\??.{0,60}|this (?:article|content) is (?:for|available to|reserved).{0,120}
|to (?:continue|keep) reading.{0,160}|.{0,40}subscribers? only.{0,60}|(?:have (?:a|any) (?:tip
|story|news tip)|got a (?:tip|story)|do you have (?:a|any) (?:tip|story|information)).{0,240}
|(?:if you|did you) (?:spot|notice|see|find) (?:an? )?(?:error|typo|mistake).{0,160}
|send (?:us )?(?:your )?(?:tips|feedback|corrections).{0,120}|correct(?:ion)?s? policy.{0,40}
|report (?:a|an) (?:typo|error|problem|correction).{0,60}|was this (?:article|page
|story) helpful.{0,40}|rate this (?:article|story).{0,20}|thanks for (?:your feedback
|reading).{0,60}
"""
_AGENCY = r"""
\(?\s*(?:additional |with |further )?(?:reporting|writing|editing|edited|written|compiled
|graphics|photos?) by [^.;]{2,120}(?:[;.,]\s*(?:additional |with )?(?:reporting|writing|editing
|edited|compiled|written|graphics) (?:by|in) [^.;]{2,120}){0,6}\.?\s*\)?\.?
|\(?(?:with|mit|avec|con|com)(?: \w+){0,3} (?:agency|agencies|agenturen|agences|agencias|agenzie
|wires)\.?\)?|\(?(?:from|by) (?:our )?(?:agencies|wires?)\)?|\(?(?:agencies|agenturen|agences
|agencias|wires?)\)?
|\(?[—–-]?\s?(?-i:[A-Z]{2,6}|[a-z]{2,4}/)(?:\s?[/,+]\s?(?-i:[A-Za-z]{2,10}))*\)?
|[(\[](?-i:[A-Za-z]{2,5})(?:[/,]\s?[A-Za-z]{2,6})*[)\]]|(?:source|quelle|fuente
|fonte)s?:\s?.{2,40}|المصدر:?\s?.{0,40}
"""


def _lines(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{''.join(pattern.splitlines())})\Z", re.IGNORECASE)


_CLUTTER = tuple(
    _lines(pattern)
    for pattern in (
        _SHARING, _COMMENTING, _MORE, _RELATED, _LETTERS, _CONSENT, _ADS, _COUNTS, _RIGHTS, _SITE,
        _AGENCY,
    )
)  # fmt: skip
_TURNS_AWAY = re.compile(
    r"(?:read (?:more|also|next|the full)|also read|see (?:also|more)|click here"
    r"|don['’]?t miss|related|more|watch|listen|live"
    r"|recommended|don['’]t miss|must[ -]read|in pictures|explained|opinion|podcast|video|gallery"
    r"|mehr zum thema|lesen sie (?:auch|mehr|dazu)|auch interessant|lire aussi|à lire(?: aussi)?"
    r"|lea también|leer más|te puede interesar|leggi anche|leia (?:também|mais)|lees ook"
    r"|läs (?:mer|också)"
    r"|les også|læs også|اقرأ أيض[اً]+|اقرأ المزيد|קראו גם|читайте также|czytaj (?:też"
    r"|także))\s?[:|»>–—]\s*\S.{0,220}\Z",
    re.IGNORECASE,
)
# A label in capital letters before a link, in whatever language.
_LABELLED_LINK = re.compile(r"[^\W\d_a-z][^a-z|:]{3,40}\s?[|:]\s+\S.{10,220}\Z|DON['’]?T MISS\s+\S")
_ENDS = re.compile(
    "(?:"
    r"(?:\d+\s)?comments?(?:\s\(?\d+\)?)?|join (?:the|our) (?:conversation|discussion"
    r"|commenting forum)"
    r"|most (?:popular|read|viewed|commented|shared)(?:\s.{0,30})?|(?:popular"
    r"|latest) (?:videos?|stories|news)|read next|up next"
    r"|more (?:about|from|on this(?: story| topic)?|stories|news|in)(?:\s.{0,40})?:?"
    r"|related(?:\s(?:stories|articles|topics|news|content|posts|links))?:?"
    r"|topics?:?|tags?:?|filed under:?|you (?:may|might)(?: also)? (?:like"
    r"|be interested in).{0,20}|recommended(?: for you)?|trending(?: now)?"
    r"|sponsored content|around the web"
    r"|what to read next|editor['’]s picks?|leave a (?:reply|comment)|about the authors?"
    r"|(?:explore )?more on:?"
    r"|kommentare(?:\s\(?\d+\)?)?|mehr zum thema|meistgelesen|ähnliche artikel|themen:?"
    r"|das könnte sie auch interessieren"
    r"|commentaires?|sur le même (?:sujet|thème)|les plus lus|comentarios"
    r"|noticias relacionadas|lo más leído|commenti|articoli correlati|i più letti"
    r"|leia também|mais lidas|reacties|lees ook"
    r"|التعليقات|تعليقات|مواضيع ذات صلة|أخبار ذات صلة|الأكثر قراءة|תגובות|כתבות נוספות"
    r")\Z",
    re.IGNORECASE,
)
_TOPICS = re.compile(
    r"(?:more about|more on|topics?(?: in this (?:story|article))?|tags?|filed under"
    r"|keywords?|themen"
    r"|schlagw[oö]rter?|thèmes?|sujets?|etiquetas|temas|archivado en|argomenti|tag|temi|onderwerpen"
    r"|وسوم|الكلمات المفتاحية|תגיות)(?:\s?:\s*(?P<topics>.+)|:?)\Z",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"newsletter|\binbox\b|\bsubscri(?:be|ption|bers?)\b|\bsign(?:ed)? up\b|unsubscribe"
    r"|abonnier|\babo\b",
    re.IGNORECASE,
)
_SPEAKS_TO_READER = re.compile(
    r"(?:\A|[.!?:…]\s+)(?:please |to )?(?:sign|subscribe|get|join|click|unsubscribe|read|want|start"
    r"|download|check|receive|become|enjoy|support)\b"
    r"|\b(?:you|your|our|us|my|we|here)\b|\b(?:sie|ihr|ihre[nmrs]?|uns|unser\w*|hier)\b"
    r"|\b(?:vous|votre|vos|nos|notre|ici|tu|tus|su|sus|usted|nuestr\w*|aquí)\b|!",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"whatsapp[- ](?:kanal|channel)|whatsapp channel|telegram[- ](?:kanal|channel)"
    r"|follow (?:us|our|me|along|live)\b"
    r"|follow [^.]{2,60} on (?:facebook|twitter|x|instagram|google|tiktok|linkedin|social"
    r"|threads|bluesky)\b"
    r"|(?:get in touch|e-?mail us|contact us|write to us|let us know|tell us"
    r"|we want to hear|send us)\b|download (?:our|the) [^.]{0,40}app\b"
    r"|click here|tap here|klicken sie hier|hier klicken|clique aqui|haga clic|cliquez ici"
    r"|support (?:our|us|independent)|become a (?:member|subscriber|patron)"
    r"|unterstützen sie|jetzt (?:testen|abonnieren|lesen|anmelden)"
    r"|kostenlos(?:e[nrs]?)? testen|s['’]abonner|abonnez|suscr[íi]b|inscreva-se|assine\b"
    r"|iscriviti"
    r"|\blog ?in\b|einloggen|please log ?out|log out and|(?:affiliate|commission"
    r"|provision)[ -]?(?:links?|from|for)?\b.{0,60}(?:purchase|link|earn|kauf|buy)"
    r"|earn (?:a|an) [^.]{0,20}commission"
    r"|if you (?:buy|purchase|click|make a purchase)|things you buy"
    r"|recommended by our editors|all products featured|prices? (?:may|can) change"
    r"|(?:this|the) (?:article|story|post|piece|essay|interview|report|column) (?:was"
    r"|has been|is|first|originally|has|appears?|appeared)\b.{0,40}(?:originally|first"
    r"|published|edited|updated|corrected|translated|produced|adapted|syndicated"
    r"|republished|part of|appeared|condensed)"
    r"|originally (?:published|appeared) (?:on|in|at|by)|republished (?:from|with|under)"
    r"|contributed to this (?:report|story|article)|contributed reporting"
    r"|diese[rn]? (?:artikel|text|beitrag|meldung) (?:erschien|ist|wurde|stammt|entstand)"
    r"|dieses thema im programm|mit (?:material|informationen) (?:von|der)",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"\bsign up\b|\bsubscribe\b|newsletter|\balready a (?:member|subscriber)\b"
    r"|\bjetzt (?:kostenlos |gratis )?(?:abonnieren|anmelden|testen|bestellen)\b"
    r"|abonnieren sie|melden sie sich"
    r"|zum abo\b"
    r"|abonnez-vous|inscrivez-vous|s['’]inscrire|suscr[íi]b[ea]|inscreva-se|assine (?:já"
    r"|agora)|iscriviti|abonnati|schrijf je in|abonneer|اشترك|النشرة البريدية|הירשמו"
    r"|подпи(?:шитесь|саться)|zapisz się|abone ol",
    re.IGNORECASE,
)
# In a long line the invitation stands where a sentence begins, or it names what comes by mail.
_INVITES_FIRST = re.compile(
    rf"(?:\A|[.!?:…,]\s+|\bhere to |\b(?:and|or|please) )(?:{_INVITES.pattern})"
    r"|newsletter|\binbox\b|e-?mail",
    re.IGNORECASE,
)
_ABOUT_AUTHOR = re.compile(
    r"\A\S+(?: \S+){0,3} (?:(?:reports|writes) (?:on|about|for|from)|(?:covers|has (?:covered"
    r"|reported on|written (?:about|for))|berichtet (?:über|aus)|schreibt (?:über|für)))\s"
    r"|\b(?:is|are|was|has|have|ist|arbeitet|schreibt|est|es|è|covers?|writes?|reports?"
    r"|works?|joined|lives)\b.{0,160}?"
    r"\b(?:writer|editor|reporter|correspondent|journalist|columnist|author|professor"
    r"|fellow|producer"
    r"|contributor|analyst|covers|covering|covered|critic|photographer|director|founder"
    r"|researcher|strategist|lecturer"
    r"|redakteur\w*|korrespondent\w*|autor\w*|journalist\w*|reporter\w*|volontär\w*"
    r"|freie[r]? |schreibt|berichtet|zuständig|periodista|giornalista|journaliste)",
    re.IGNORECASE,
)
_EDGES = ' \u00a0\t*•·-–—|›»>«<→↓▶►#"“”'


def is_clutter(line: str) -> bool:
    """Whether `line`, a whole line of a page, is clutter and no part of an article."""
    bare = line.strip(_EDGES)
    if not any(character.isalnum() for character in bare):
        return True
    if len(bare) > LONGEST_CLUTTER:
        return False
    return any(pattern.match(bare) for pattern in _CLUTTER)


def turns_away(line: str) -> bool:
    """Whether `line` leads to another page ("Read more: …")."""
    return bool(_TURNS_AWAY.match(line.strip(_EDGES)))


def labels_link(line: str) -> bool:
    """Whether `line` begins with a label in capital letters, as links to other pages do."""
    match = _LABELLED_LINK.match(line.strip(_EDGES))
    return match is not None and any(map(str.isupper, match[0][:4]))


def ends_article(line: str) -> bool:
    """Whether `line` heads what follows an article: comments, related stories, topics."""
    return bool(_ENDS.match(line.strip(_EDGES)))


def topics_heading(line: str) -> str | None:
    """Return what `line` lists as topics if it heads a list of topics ('' when they follow)."""
    match = _TOPICS.match(line.strip(_EDGES))
    return (match["topics"] or "") if match else None


def asks_reader(line: str) -> bool:
    """Whether `line`, at the edge of an article, asks something of its reader."""
    if len(line) > 420:
        return False
    offers = _OFFERS.search(line) and (len(line) < 120 or _SPEAKS_TO_READER.search(line))
    return bool(offers or _ASKS.search(line))


def invites(line: str) -> bool:
    """Whether `line` invites its reader to subscribe or to sign up."""
    if len(line) > 300 or not _INVITES.search(line):
        return False
    return len(line) < 150 or bool(_INVITES_FIRST.search(line))


def is_about_author(line: str, authors: Iterable[str]) -> bool:
    """Whether `line` tells who one of `authors` is."""
    if len(line) > 700:
        return False
    return any(author in line[:160] for author in authors) and bool(_ABOUT_AUTHOR.search(line))
