"""An agency's text, what outlets make of it, and a report that is not its copy."""

from random import Random

AGENCY = (
    "The chamber passed the ferry levy on Thursday by four votes after a debate of nine hours, "
    "opening the way for the first new ships on the island lines in nineteen years.",
    "The levy adds three pence to every crate landed at the four northern harbours. The transport "
    "ministry expects it to bring in 41 million crowns a year, two thirds of which is set aside "
    "for a fund that replaces ferries older than thirty years.",
    "Oriel Tavasti, the transport minister, told members that the price of bread in the capital "
    "would rise by less than a penny a loaf. “The islands have waited long enough,” he said.",
    "Dagny Ferrowe, who speaks for the island councils, said the councils had been shown the draft "
    "only on Tuesday evening. “The islands were never asked,” she said.",
    "Ilka Brandeveer, the auditor general, has asked three times to see the forecast behind the "
    "figures. Her office said on Thursday that it had received a summary of two pages and would "
    "publish its view before the end of the month.",
    "Bram Kessendorf, who leads the opposition in the chamber, announced that his group would ask "
    "the constitutional court to look at the levy. Four members of the governing group voted "
    "against it, among them both members for Vestrin.",
    "The levy takes effect on the first of September. Carriers must register the crates they land "
    "by the tenth of each month, and the harbour offices may inspect their books.",
)

OWN_REPORT = (
    "It was a quarter to eleven at night when the bells rang for the last division, and by then "
    "half the press bench had gone home.",
    "“The islands have waited long enough,” Oriel Tavasti said as he sat down, and the benches "
    "behind him rose. The bill that will pay for new ferries had survived by the margin of four.",
    "Outside on the quay nobody was celebrating. “The islands were never asked,” she said, over "
    "and over, to whoever held out a microphone: Dagny Ferrowe had come from Vestrin on the last "
    "boat, and there was no boat back until Friday.",
    "What the levy will cost a household is still a matter of who is counting. The ministry has "
    "named a penny a loaf. Mattis Orlundh, who bakes for half of the lower town, put it at three.",
    "The auditor general has been refused the figures twice already, and those who know her do "
    "not expect her to stop asking. The opposition wants to go to court; it has said so before.",
    "September is when the first crates will be counted. Whether anybody will be there to count "
    "them is another question: the harbour offices have lost a third of their clerks since spring.",
)


def shortened(by: int) -> str:
    """The text without its last paragraphs."""
    return "\n".join(AGENCY[:-by])


def edited(rate: float, seed: int) -> str:
    """The text with about so much of its words replaced, dropped or put in."""
    chance = Random(seed)
    lines = []
    for line in AGENCY:
        words = []
        for word in line.split():
            if chance.random() < rate:
                word = chance.choice(["also", "reportedly", f"{word} late", ""])
            words.append(word)
        lines.append(" ".join(words))
    return "\n".join(lines)


def longer() -> str:
    """A story of an outlet's own with the whole agency text in the middle of it."""
    return "\n".join((*OWN_REPORT[:3], *AGENCY, *OWN_REPORT[3:]))
