"""Given names that tell a gender, of many countries; names that are given to both are left out."""

_MEN = """
aaron abdul abdullah abraham adam adrian ahmad ahmed akira al alan alastair albert alberto alec
alejandro alessandro alexander alexandre alfred ali alistair allan allen alfonso alvaro amir anders
andre andreas andrei andrew andrés andy angus antal anthony anton antonio ari arnold art arthur
asif bashar barry bart ben benedict benjamin bernard bernhard bernie bill billy bob bobby
brad bradley brandon brendan brent brett brian bruce bruno bryan byron caleb calvin carl
carlos carsten cecil chad charles charlie chester chris christian christoph christopher chuck
clarence claude claus clive colin conor corey craig curtis cyril dale damian damien dan daniel danny
darren dave david dean declan denis dennis derek dick diego dieter dietmar dimitri dirk dmitri
dominic don donald doug douglas drew duncan dustin dwayne dwight earl ed eddie edgar edmund eduardo
edward edwin elias elijah emil emmanuel emmett enrique eric erik ernest ernst erich esteban
ethan eugene evan felix ferdinand fernando finn florian francis francisco franco frank franz
fred freddie frederick friedrich fritz gabriel gareth garry gary gavin geoff geoffrey george georg
gerald gerard gerhard gerry giles giovanni giuseppe glen glenn gordon graham grant greg gregory
guido guillermo gunther gustav guy hank hans harald harold harry harvey hassan hector heiko
heinrich heinz helmut henri henrik henry herbert herman hermann horst howard hugh hugo hussein
ian ibrahim igor imran isaac ivan jack jacob jacques jaime jake jakob james jamie jan jared jason
javier jay jeff jeffrey jens jeremy jerome jerry jesús jim jimmy joachim joao joaquín
jochen joe joel johan johann johannes john johnny jon jonas jonathan jorge jörg josé josef joseph
josh joshua juan julian julio juri jürgen justin kai kamal karim karl keith ken
kenneth kevin khalid klaus konrad kurt kyle larry lars laurence lawrence lee lenny leo
leon leonard leonardo leroy lester lewis liam lindsey lloyd lorenzo lothar lou louis luca lucas
ludwig luigi luis luiz lukas luke lutz mahmoud malcolm manfred manuel marc marcel marco marcus
mario mark marko markus martin marvin mathias matt matteo matthew matthias maurice mauricio max
maximilian mehmet mel michael michel miguel mike mikhail milo mohamed mohammad
mohammed moritz moshe muhammad murray mustafa nathan nathaniel ned neil neville
nicholas nick nicolas nicolás niels nigel nikolai norbert norman oliver olivier omar orlando
oscar oskar otto owen pablo paddy pat patrick paul paulo pedro per perry pete peter petr
phil philip philipp philippe phillip pierre pieter piotr rafael rahul rainer raj ralf ralph ramon
randy rashid raúl ray raymond reinhard reinhold reuben rex ricardo richard rick ricky
rob robert roberto rod roderick rodney rodrigo roger roland rolf roman ron ronald ronnie
rory ross roy rudolf rudy rufus rupert russell rüdiger ryan saad salman salvador sam samir samuel
sanjay santiago scott sean sebastian seán serge sergei sergey sergio seth shane shaun sidney
siegfried silvio simon spencer stan stanley stefan steffen stephan stephen steve steven stewart
stuart sven ted terence terrence terry theo theodore thomas thorsten tim timothy tobias toby
todd tom tomas tommy tony torsten travis trevor tristan tyler udo uli ulrich uwe valentin vernon
victor viktor vince vincent vladimir volker wade wallace walter warren
wayne werner wesley wilfried wilhelm will willi william willie willy wolf wolfgang
xavier yasser yusuf yves zac zach zachary
"""
_WOMEN = """
abigail ada adele agnes aisha alejandra alessandra alexandra alexandria alice alicia alina alison
allison alma amal amanda amber amelia amina amy ana anabel anastasia andrea angela angelina
anita anja anke ann anna annabel anne anneliese annette annie antonia april arlene
astrid audrey ava ayanna barbara beata beate beatrice beatriz becky belinda bella
bernadette beryl beth bethany betsy betty beverly bianca birgit bonnie brenda brianna bridget
brigitte brooke camila camilla camille candace cara carina carla carly carmen carol carole carolina
caroline carolyn carrie catalina catherine cathy cecilia celeste celia charlene charlotte chelsea
cheryl chiara chloe christa christiane christina christine cindy claire clara claudia colleen
connie constance cora cordelia corinne cornelia cristina cynthia dagmar daisy
daniela danielle daphne darlene dawn debbie deborah debra deirdre delia denise diana diane dianne
dolores donna dora doreen doris dorothy edith edna eileen elaine eleanor elena elisa
elisabeth
elise elizabeth ella ellen elsa elsie emilia emily emma erica erika erin erna esther eunice eva
eve evelyn faith fatima fatma felicia felicity fiona flora florence frances francesca franziska
frauke frieda gabriela gabriele gail gemma geraldine gerda gertrud gillian gina gisela
gisele glenda gloria grace greta gretchen gwen hanna hannah harriet hattie hazel heather
heidi heike helen helena helene helga hilary hilda holly ida ilka ilse inga
inge ingrid irene iris irma isabel isabella isabelle ivy jackie jacqueline
jane janet janice janina jasmin jasmine jeanette jeanne jemima jenna jennifer jenny jessica
jill jillian jo joan joanna joanne jocelyn jodie johanna josephine joy joyce juanita judith judy
julia juliana julie juliet julieta june justine jutta kaja kara karen karin karoline kate
katharina katherine kathleen kathryn kathy katie katja katrin katrina katy kay kayla kayleigh
keisha kerry kerstin kimberly kirsten kirsty kristen kristi kristin kristina laila
lara latoya laura lauren laurie leah leila lena leonie leslie leticia lidia lila lilian lillian
lily linda lisa liz liza lizzie lois loretta lori lorna lorraine louise lucia lucy luisa
lydia lynn lynne mabel madeleine madeline maggie maia maja mandy manuela marcia margaret
margarita margot maria mariah mariam marian marianne marie marilyn marina marion marissa marjorie
marlene marsha marta martha martina mary maryam maureen maxine maya megan melanie
melinda melissa mercedes meredith mia michaela michelle mildred miranda miriam molly mona
monica monika muriel myra nadia nadine nancy naomi natalia natalie natasha nell nicola nicole
nikki nina noor nora norma olga olivia ophelia pam pamela patricia patty paula pauline peggy
penelope penny petra phyllis polly portia priscilla priya rachel raquel rebecca regina
renate renee rhonda rita roberta rochelle ronda rosa rosalind rosanna rose rosemary
rosie roxana ruth sabine sabrina sally samantha sandra sara sarah sasha sharon sheila
shelley sheryl shirley sigrid silke silvia simone soledad sofia sonia sonja sophia sophie stacey
stefanie stella stephanie sue sunita susan susana susanna susanne susie suzanne
svetlana sybil sylvia tabitha tamara tania tanja tanya tara tatiana teresa tess tessa
thelma theresa therese tiffany tina toni tracy trudy ulla ulrike ursula ute valentina valerie
vanessa vera verena veronica vicky victoria viola violet virginia vivian viviane wanda wendy
wilhelmina wilma winifred yasmin yolanda yuliya yvette yvonne zahra zara zelda zoe
"""

GIVEN_NAMES = {
    **{name: "m" for name in _MEN.split()},
    **{name: "f" for name in _WOMEN.split()},
}
"""Given names in small letters, with "m" or "f"."""
