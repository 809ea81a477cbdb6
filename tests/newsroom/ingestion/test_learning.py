"""An outlet's own lines are told from its articles by how often it repeats them."""

from newsroom.articles.text import Block, Extract, Kind, PageForm
from newsroom.ingestion.learning import Told, learned
from newsroom.ingestion.repeated import line_key, without_repeated
from tests import factories

CREED = "Every morning since the great storm: the Harbour Post."
CONTEST = "Photographs of your quay may win a basket of bread."


def story(number: int) -> tuple[str, ...]:
    very = "very " * number
    return (
        f"The chamber heard a {very}long speech on the ferry fund, and then adjourned until the "
        "next sitting without a vote on any of the amendments that were put before it.",
        f"Bram Kessendorf asked {very}plainly who had seen the forecast, which nobody in the room "
        "could answer, so the question was put to the ministry in writing before noon.",
    )


def told(number: int, *lines: str, title: str = "", left_out: tuple[str, ...] = ()) -> Told:
    title = title or f"Sitting number {'x' * number}"
    return Told(title, (title, *story(number), *lines), left_out)


def page(*lines: Block | str, **fields: object) -> Extract:
    return factories.extract("A day in the chamber", *story(40), *lines, **fields)


def keys(*lines: str) -> frozenset[str]:
    return frozenset(map(line_key, lines))


def test_a_line_of_three_other_articles_is_the_outlets_own() -> None:
    found = page(CREED)
    assert learned(found, [told(n, CREED) for n in range(3)]) == keys(CREED)
    assert learned(found, [told(n, CREED) for n in range(2)]) == frozenset()


def test_a_line_that_few_of_many_articles_have_stays() -> None:
    others = [told(n, CREED) for n in range(3)] + [told(n) for n in range(3, 40)]
    assert learned(page(CREED), others) == frozenset()
    assert learned(page(CREED), [told(n, CREED) for n in range(6)] + others[6:]) == keys(CREED)


def test_a_line_that_is_left_out_everywhere_by_now_is_still_known() -> None:
    others = [told(n, left_out=(CREED,)) for n in range(4)]
    assert learned(page(CREED), others) == keys(CREED)


def test_the_same_wire_copy_under_many_titles_is_one_article() -> None:
    copies = [told(1, CREED, title=f"Copy {'a' * n}") for n in range(8)]
    assert learned(page(CREED), copies) == frozenset()


def test_an_update_under_the_same_title_is_one_article() -> None:
    updates = [told(n, CREED, title="The chamber, live") for n in range(8)]
    assert learned(page(CREED), updates) == frozenset()


def test_copies_of_the_very_article_prove_nothing() -> None:
    found = page(CREED)
    copy = Told("Another headline", tuple(block.text for block in found.blocks[1:]))
    assert learned(found, [copy] * 5) == frozenset()


def test_a_sentence_that_each_day_tells_with_other_numbers_stays() -> None:
    tides = "High water in Vestrin stood at {} centimetres on Thursday morning."
    others = [told(n, tides.format(n + 200), f"{n} comments") for n in range(9)]
    found = page(tides.format(214), "31 comments")
    assert learned(found, others) == keys("31 comments")


def test_titles_quotations_and_labels_stay() -> None:
    said = "“Not a penny,” she said."
    blocks = (Block(Kind.QUOTE, "Not a penny."), Block(Kind.CAPTION, "The quay"), "Tavasti:", said)
    found = factories.extract("Morning briefing", *story(40), *blocks)
    texts = ["Morning briefing", *(block.text for block in found.blocks[3:])]
    others = [told(n, *texts) for n in range(9)]
    assert without_repeated(found, learned(found, others)) == found


def test_a_heading_goes_only_with_what_stands_below_it() -> None:
    why, more = Block(Kind.HEADING, "Why it matters", 2), Block(Kind.HEADING, "From the shop", 2)
    found = factories.extract("A day", why, *story(40), more, CONTEST, CREED)
    others = [told(n, why.text, more.text, CONTEST, CREED) for n in range(4)]
    assert learned(found, others) == keys(more.text, CONTEST, CREED)


def test_a_transcript_keeps_its_short_lines() -> None:
    others = [told(n, "Applause.") for n in range(9)]
    assert learned(page("Applause."), others) == keys("Applause.")
    assert learned(page("Applause.", form=PageForm.TRANSCRIPT), others) == frozenset()


def test_where_most_of_the_text_would_go_all_of_it_stays() -> None:
    found = factories.extract("Tides", CREED, CONTEST, "High water: 6.")
    assert learned(found, [told(n, CREED, CONTEST) for n in range(9)]) == frozenset()
