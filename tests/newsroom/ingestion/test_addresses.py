import json
from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.ingestion.addresses import (
    BadAddress,
    Fault,
    canonical,
    is_local_name,
    is_public,
    links_in,
    parse,
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
        (f"{STORY}/", f"{STORY}/"),
        (f"{STORY}/amp/", f"{STORY}/"),
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
    | st.sampled_from(["www.m.amp.x.example", "bücher.example.", "203.0.113.5", "[2a00::1]"]),
    st.sampled_from(["", ":", ":80", ":443", ":8080"]),
    st.text("/.ampAMP%2eEfF3 htmlé", max_size=14).map(lambda s: f"/{s}") | st.just(""),
    st.text("?&=amp;utm_%5Foutpygclid", max_size=20).map(lambda s: f"?{s}") | st.just(""),
    st.sampled_from(["", "#", "#x?y"]),
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
    assert canonical(address.url) == canonical(url)


@settings(deadline=None)
@given(ADDRESSES, st.sampled_from(["utm_source=x", "fbclid=1", "mc_cid=2", "amp=1"]))
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
