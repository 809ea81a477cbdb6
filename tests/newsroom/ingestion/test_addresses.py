import json
from ipaddress import ip_address

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsroom.ingestion.addresses import (
    BadAddress,
    Fault,
    canonical,
    is_local_name,
    is_public,
    is_section,
    links_in,
    parse,
    unwrapped,
)
from tests.shared import SHARED, needs_shared

STORY = "https://harbourpost.example/2026/budget-vote"


@pytest.mark.parametrize(
    "url",
    [
        "http://harbourpost.example/2026/budget-vote",
        "HTTPS://HarbourPost.Example/2026/budget-vote",
        "https://www.harbourpost.example:443/2026/budget-vote",
        "http://harbourpost.example:80/2026/budget-vote",
        "http://harbourpost.example.:/2026/budget-vote",
        "  https://harbourpost.example/2026/budget-vote\n",
        "https://harbourpost.example/2026/budget-vote#comments",
        "https://harbourpost.example/2026/budget-vote#:~:text=the%20vote",
        "https://harbourpost.example/2026/budget-vote?",
        "https://harbourpost.example/2026/budget%2Dvote",
        "https://harbourpost.example/2026/x/../budget-vote",
        "https://m.harbourpost.example/2026/budget-vote",
        "https://mobile.harbourpost.example/2026/budget-vote",
        "https://amp.harbourpost.example/2026/budget-vote",
        "https://www.m.harbourpost.example/2026/budget-vote",
        "https://harbourpost.example/amp/2026/budget-vote",
        "https://harbourpost.example/2026/budget-vote/amp",
        "https://harbourpost.example/2026/budget-vote.amp",
        "https://harbourpost.example/2026/budget-vote?amp",
        "https://harbourpost.example/2026/budget-vote?amp=1",
        "https://harbourpost.example/2026/budget-vote?outputType=amp",
        "https://harbourpost.example/2026/budget-vote?utm_source=letter&utm_medium=email",
        "https://harbourpost.example/2026/budget-vote?utm_source=letter&amp;utm_medium=email",
        "https://harbourpost.example/2026/budget-vote?UTM_Source=letter",
        "https://harbourpost.example/2026/budget-vote?fbclid=IwAR0abc",
        "https://harbourpost.example/2026/budget-vote?gclid=x&msclkid=y&dclid=z&yclid=1",
        "https://harbourpost.example/2026/budget-vote?mc_cid=1&mc_eid=2&mkt_tok=3",
        "https://harbourpost.example/2026/budget-vote?_ga=2.1&_gl=1*x&_hsenc=a&__hstc=b&_hsmi=c",
        "https://harbourpost.example/2026/budget-vote?at_medium=feed&ns_campaign=x&cmpid=y",
        "https://harbourpost.example/2026/budget-vote?ref_src=x&igshid=y&guccounter=1&s_cid=2",
        "https://harbourpost.example/2026/budget-vote?twclid=a&ttclid=b&wbraid=c&gad_source=1",
        "https://harbourpost.example/2026/budget-vote?__twitter_impression=true&WT.mc_id=x",
        "https://harbourpost.example/2026/budget-vote?amp_js_v=a6&amp_gsa=1&usqp=mq331",
        "https://harbourpost.example/2026/budget-vote/",
        "https://harbourpost.example/2026/budget-vote//",
        "https://harbourpost.example/2026/budget-vote/index.html",
        "https://harbourpost.example/2026/budget-vote/index.php?utm_source=x",
        "https://harbourpost.example/2026/budget-vote;jsessionid=0A1B",
        "https://touch.harbourpost.example/2026/budget-vote",
        "https://harbourpost.example/2026/amp/budget-vote",
        "https://harbourpost.example/2026/budget-vote/amp/",
        "https://harbourpost.example/2026/budget-vote/amp.html",
        "https://harbourpost.example/2026/budget-vote?type=amp&_amp=true",
        "https://harbourpost.example/2026/budget-vote/print",
        "https://harbourpost.example/2026/budget-vote/print/",
        "https://harbourpost.example/print/2026/budget-vote",
        "https://harbourpost.example/2026/budget-vote?print=1",
        "https://harbourpost.example/2026/budget-vote?view=print&printerFriendly=true",
        "https://www.google.com/amp/s/www.harbourpost.example/2026/budget-vote",
        "https://www.google.co.uk/amp/s/harbourpost.example/2026/budget-vote/amp/?utm_source=x",
        "https://www.google.com/amp/harbourpost.example/2026/budget-vote%3famp=1",
        "https://www.bing.com/amp/s/amp.harbourpost.example/2026/budget-vote",
        "https://harbourpost-example.cdn.ampproject.org/c/s/harbourpost.example/2026/budget-vote",
        "https://www-harbourpost-example.cdn.ampproject.org/v/s/www.harbourpost.example/2026/"
        "budget-vote?amp_js_v=0.1&usqp=x",
        "https://cdn.ampproject.org/c/harbourpost.example/2026/budget-vote.amp",
        "https://harbourpost-example.bing-amp.com/c/s/harbourpost.example/2026/budget-vote",
        "https://www.google.com/amp/s/harbourpost-example.cdn.ampproject.org/c/s/"
        "harbourpost.example/2026/budget-vote",
    ],
)
def test_the_same_story_has_one_address_however_it_was_linked(url: str) -> None:
    assert canonical(url) == STORY


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("http://harbourpost.example", "https://harbourpost.example/"),
        (f"{STORY}?id=7&page=2&utm_source=x", f"{STORY}?id=7&page=2"),
        (f"{STORY}?page=2&id=7", f"{STORY}?page=2&id=7"),
        (f"{STORY}?clue=1&atlas_id=2&nsfw=3", f"{STORY}?clue=1&atlas_id=2&nsfw=3"),
        (f"{STORY}?output=pdf", f"{STORY}?output=pdf"),
        (f"{STORY}?print=2", f"{STORY}?print=2"),
        (f"{STORY}?m=1&type=news&view=12", f"{STORY}?m=1&type=news&view=12"),
        (f"{STORY}?pk_id=4&mc_story=5", f"{STORY}?pk_id=4&mc_story=5"),
        (f"{STORY}?v=HTTP%3a%2f%2Fx", f"{STORY}?v=HTTP%3A%2F%2Fx"),
        ("https://harbourpost.example/?p=4711", "https://harbourpost.example/?p=4711"),
        (
            "https://harbourpost.example/index.php?article=9",
            "https://harbourpost.example/?article=9",
        ),
        ("https://harbourpost.example/index/9", "https://harbourpost.example/index/9"),
        ("https://harbourpost.example/media/print", "https://harbourpost.example/media/print"),
        ("https://harbourpost.example/print", "https://harbourpost.example/print"),
        ("https://harbourpost.example/blueprint-7", "https://harbourpost.example/blueprint-7"),
        ("https://touchstone.example/x", "https://touchstone.example/x"),
        (
            "https://harbourpost.example/#!/story/41?utm_source=x",
            "https://harbourpost.example/#!/story/41?utm_source=x",
        ),
        ("https://harbourpost.example/x#!", "https://harbourpost.example/x"),
        ("https://www.google.com/amp/s/story", "https://google.com/s/story"),
        ("https://www.google.com/search?q=amp", "https://google.com/search?q=amp"),
        (
            "https://harbourpost.example/amp/s/ledger.example/x",
            "https://harbourpost.example/s/ledger.example/x",
        ),
        (f"{STORY}.amp.html?x=1", f"{STORY}.html?x=1"),
        ("https://harbourpost.example/amp", "https://harbourpost.example/amp"),
        ("https://harbourpost.example/champ", "https://harbourpost.example/champ"),
        ("https://harbourpost.example/stamp/x", "https://harbourpost.example/stamp/x"),
        ("https://m.example/x", "https://m.example/x"),
        ("https://media.harbourpost.example/x", "https://media.harbourpost.example/x"),
        ("https://harbourpost.example:8443/x", "https://harbourpost.example:8443/x"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://BU\u0308CHER.example/x", "https://xn--bcher-kva.example/x"),
        ("https://straße.example/x", "https://xn--strae-oqa.example/x"),
        (
            "https://harbourpost.example/Wahl/größe",
            "https://harbourpost.example/Wahl/gr%C3%B6%C3%9Fe",
        ),
        ("https://harbourpost.example/a b", "https://harbourpost.example/a%20b"),
        ("https://harbourpost.example/%e4%f6", "https://harbourpost.example/%E4%F6"),
        ("https://harbourpost.example/100%", "https://harbourpost.example/100%25"),
        ("https://harbourpost.example/a%2Fb", "https://harbourpost.example/a%2Fb"),
        ("https://[2A00:0:0::1]/x", "https://[2a00::1]/x"),
    ],
)
def test_what_tells_two_stories_apart_is_kept(url: str, identity: str) -> None:
    assert canonical(url) == identity


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", Fault.EMPTY),
        (" \n ", Fault.EMPTY),
        ("harbourpost.example/2026/x", Fault.SCHEME),
        ("ftp://harbourpost.example/x", Fault.SCHEME),
        ("javascript:alert(1)", Fault.SCHEME),
        ("http:harbourpost.example/x", Fault.SCHEME),
        ("http:/harbourpost.example/x", Fault.SCHEME),
        ("http:///harbourpost.example/x", Fault.HOST),
        ("http://", Fault.HOST),
        ("http://:80/", Fault.HOST),
        ("http://oriel@harbourpost.example/", Fault.USERINFO),
        ("http://oriel:word@harbourpost.example/", Fault.USERINFO),
        ("http://harbourpost.example%40carriers.example/", Fault.HOST),
        ("http://harbourpost.example\\@carriers.example/", Fault.CHARACTERS),
        ("http://harbourpost.example/a\\b", Fault.CHARACTERS),
        ("http://harbour\tpost.example/", Fault.CHARACTERS),
        ("http://harbourpost.example/\r\nHost: carriers.example", Fault.CHARACTERS),
        ("http://harbourpost.example/\x00", Fault.CHARACTERS),
        ("http://harbourpost.example/\ud800", Fault.CHARACTERS),
        ("http://harbour post.example/", Fault.HOST),
        ("http://harbour..example/", Fault.HOST),
        ("http://harbourpost.example../", Fault.HOST),
        ("http://-harbour.example/", Fault.HOST),
        (f"http://{'h' * 64}.example/", Fault.HOST),
        (f"http://{'harbour.' * 40}example/", Fault.HOST),
        ("http://harbourpost。example/", Fault.HOST),
        ("http://harbourpost．example/", Fault.HOST),
        ("http://①②⑦.⓪.⓪.①/", Fault.HOST),
        ("http://１２７.０.０.１/", Fault.HOST),
        ("http://ⓗarbour.example/", Fault.HOST),
        ("http://\u212aessendorf.example/", Fault.HOST),
        ("http://harbour\u200bpost.example/", Fault.HOST),
        ("http://harbour\u00adpost.example/", Fault.HOST),
        ("http://2130706433/", Fault.HOST),
        ("http://0x7f000001/", Fault.HOST),
        ("http://0177.0.0.1/", Fault.HOST),
        ("http://127.1/", Fault.HOST),
        ("http://203.0.113.256/", Fault.HOST),
        ("http://203.0.113.1.2/", Fault.HOST),
        ("http://harbourpost.0x1/", Fault.HOST),
        ("http://[::1", Fault.HOST),
        ("http://[203.0.113.1]/", Fault.HOST),
        ("http://[fe80::1%25eth0]/", Fault.HOST),
        ("http://[fe80::1%eth0]/", Fault.HOST),
        ("http://harbourpost.example:80:81/", Fault.HOST),
        ("http://harbourpost.example:http/", Fault.HOST),
        ("http://harbourpost.example:８０/", Fault.HOST),
        ("http://harbourpost.example:0/", Fault.PORT),
        ("http://harbourpost.example:65536/", Fault.PORT),
        (f"http://harbourpost.example/{'x' * 8000}", Fault.LENGTH),
    ],
)
def test_a_broken_or_disguised_address_is_named_as_what_it_is(url: str, code: Fault) -> None:
    with pytest.raises(BadAddress) as caught:
        canonical(url)
    assert caught.value.code is code


ADDRESSES = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP://", " https://"]),
    st.text("wm.amp-xn", max_size=8).map(lambda s: s + "a.example")
    | st.sampled_from(["www.m.amp.x.example", "bücher.example.", "203.0.113.5", "[2a00::1]"])
    | st.sampled_from(["www.google.com", "bing.com", "cdn.ampproject.org", "x.bing-amp.com"]),
    st.sampled_from(["", ":", ":80", ":443", ":8080"]),
    st.text("/.ampAMP%2eEfF3 htmlé", max_size=14).map(lambda s: f"/{s}")
    | st.lists(
        st.sampled_from(
            ["amp", "print", "index.html", "s", "c", "a.example", "x-1", "", "..", "%3f"]
        ),
        max_size=6,
    ).map(lambda parts: "/" + "/".join(parts))
    | st.just(""),
    st.text("?&=amp;utm_%5Foutpygclid", max_size=20).map(lambda s: f"?{s}") | st.just(""),
    st.sampled_from(["", "#", "#x?y", "#!/x%2d1", "#!"]),
) | st.text().map(lambda s: f"http://harbourpost.example/{s}")


@settings(deadline=None)
@given(ADDRESSES)
def test_the_identity_of_an_identity_is_itself(url: str) -> None:
    try:
        identity = canonical(url)
    except BadAddress:
        return
    assert canonical(identity) == identity


@settings(deadline=None)
@given(ADDRESSES)
def test_an_address_to_fetch_reads_as_it_was_written(url: str) -> None:
    try:
        address = parse(url)
    except BadAddress:
        return
    assert parse(address.url) == address
    assert address.url.isascii() and address.url.isprintable() and " " not in address.url
    # Hosts are never told the fragment, even where a script chooses the page by it.
    assert canonical(address.url) == canonical(url).partition("#")[0]


QUERIES = st.lists(
    st.tuples(st.sampled_from(["id", "p", "article", "page", "story", "lang"]), st.integers(0, 99)),
    min_size=1,
    max_size=3,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))


@given(QUERIES, QUERIES)
def test_what_a_query_selects_is_never_taken_for_another_story(one: str, other: str) -> None:
    page = "https://harbourpost.example/read"
    assert (canonical(f"{page}?{one}") == canonical(f"{page}/?{other}&fbclid=1")) == (one == other)


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        (
            "https://www.google.com/amp/s/www.ledger.example/a?b=1",
            "https://www.ledger.example/a?b=1",
        ),
        ("https://x.cdn.ampproject.org/v/ledger.example/a/amp", "http://ledger.example/a/amp"),
        (" https://ledger.example/a#b", " https://ledger.example/a#b"),
    ],
)
def test_of_a_copy_in_a_cache_the_page_itself_is_fetched(url: str, fetched: str) -> None:
    assert unwrapped(url) == fetched


@pytest.mark.parametrize(
    "url",
    ["/", "/politics", "/politics/elections/", "/world-news/", "/index.html", "/politics.html"],
)
def test_a_front_page_and_a_section_are_told_by_their_looks(url: str) -> None:
    assert is_section(f"https://harbourpost.example{url}")


@pytest.mark.parametrize(
    "url",
    [
        "/2026/budget-vote",
        "/politics/budget-passes-by-four-votes",
        "/politics/elections/vestrin/dock",
        "/read?id=7",
        "/a7c3",
        "/#!/story",
        "/haushaltsdebattenergebnis",
    ],
)
def test_a_story_is_not_taken_for_a_section(url: str) -> None:
    assert not is_section(f"https://harbourpost.example{url}")


@settings(deadline=None)
@given(ADDRESSES, st.sampled_from(["utm_source=x", "fbclid=1", "mc_cid=2", "amp=1"]))
@example("http://www.google.com/amp/harbourpost.example/levy%3fpage=2", "utm_source=x")
def test_where_a_link_was_shared_does_not_make_it_another_story(url: str, tracked: str) -> None:
    plain = url.partition("#")[0].rstrip()
    try:
        identity = canonical(plain)
    except BadAddress:
        return
    shared = f"{plain}{'&' if '?' in plain else '?'}{tracked}"
    assert canonical(shared) == identity


@settings(deadline=None)
@given(st.text())
def test_nobody_can_type_an_address_that_breaks_the_reading(text: str) -> None:
    try:
        canonical(text)
    except BadAddress as error:
        assert error.code in Fault
    assert isinstance(links_in(text), list)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (STORY, [STORY]),
        (f"  {STORY}\n", [STORY]),
        (f"{STORY}\nhttps://ledger.example/a", [STORY, "https://ledger.example/a"]),
        (f"{STORY}  http://ledger.example/a", [STORY, "http://ledger.example/a"]),
        (f"<{STORY}>, <https://ledger.example/a>;", [STORY, "https://ledger.example/a"]),
        (
            f"{STORY}?utm_source=x\nhttps://ledger.example/a\n{STORY}",
            [f"{STORY}?utm_source=x", "https://ledger.example/a"],
        ),
        ("harbourpost.example/2026/x", ["https://harbourpost.example/2026/x"]),
        ("harbourpost.example:8080/x", ["https://harbourpost.example:8080/x"]),
        ("www.harbourpost.example", ["https://www.harbourpost.example"]),
        ("bücher.example/x", ["https://bücher.example/x"]),
        ("HTTPS://HARBOURPOST.EXAMPLE/X", ["HTTPS://HARBOURPOST.EXAMPLE/X"]),
        ("http://127.0.0.1:99999/", ["http://127.0.0.1:99999/"]),
        ("", []),
        ("The harbour budget was passed on Tuesday.", []),
        (f"See {STORY}", []),
        (f"{STORY}\nBy Oriel Tavasti", []),
        ("harbourpost.example", []),
        ("and/or", []),
        ("3.5/10", []),
        ("U.S./Marenia", []),
        ("https://", []),
        ("ftp://harbourpost.example/x", []),
        ("file:///etc/passwd", []),
        ("oriel@harbourpost.example/x", []),
    ],
)
def test_a_box_with_nothing_but_links_holds_links_and_else_text(
    text: str, links: list[str]
) -> None:
    assert links_in(text) == links


SPECIAL = """
    0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 168.63.129.16 169.254.169.254
    172.16.0.1 172.31.255.255 192.0.0.9 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255
    198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1
    64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1
    2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1 3ffe::1 5f00::1 4000::1
    fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1 2a00:1450::5efe:7f00:1
"""


@pytest.mark.parametrize("ip", SPECIAL.split())
def test_addresses_that_are_not_global_unicast_are_not_public(ip: str) -> None:
    assert not is_public(ip_address(ip))


PUBLIC = """
    1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1
    168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.1 192.167.255.255
    192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
    2001:200::1 2001:4860:4860::8888 2003::1 2400::1 2606:4700::1111 2a00:1450::1 2c0f::1
"""


@pytest.mark.parametrize("ip", PUBLIC.split())
def test_addresses_just_beside_the_special_ones_are_public(ip: str) -> None:
    assert is_public(ip_address(ip))


@pytest.mark.parametrize(
    "host", ["localhost", "intranet", "a.localhost", "printer.local", "x.internal", "x.home.arpa"]
)
def test_names_that_mean_something_only_inside_are_known(host: str) -> None:
    assert is_local_name(host)
    assert not is_local_name(f"{host}.harbourpost.example")


@needs_shared
def test_hostile_strings_as_addresses_fail_in_words() -> None:
    rows = (SHARED / "hostile" / "naughty_strings.jsonl").read_text().splitlines()
    assert rows
    for row in rows:
        for value in json.loads(row).values():
            text = str(value)
            links_in(text)
            for url in (text, f"https://harbourpost.example/{text}", f"https://{text}.example/"):
                try:
                    assert canonical(canonical(url)) == canonical(url)
                except BadAddress as error:
                    assert error.code in Fault
