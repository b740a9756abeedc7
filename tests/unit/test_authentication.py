"""Who is proven (promise 10): only the topmost field of the configured receiver, and only with alignment."""

import pytest

from parsers.authentication import aligned, read, verdict
from parsers.mime import open_mail

OURS = "mx.example.no"
PASS = f"{OURS}; dmarc=pass (p=reject; dis=none) header.from=helse.example"
FAIL = f"{OURS}; dmarc=fail (p=none) header.from=helse.example"


def judged(*fields: str, receiver: str | None = OURS, sender: str = "kari@helse.example") -> str:
    raw = "".join(f"Authentication-Results: {field}\n" for field in fields) + f"From: {sender}\n\nHei"
    return verdict(open_mail(raw.encode()).headers, receiver)


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=pass header.from=helse.example",
        "dmarc=pass (p=reject) header.from=HELSE.example; spf=fail smtp.mailfrom=a@liste.example",
        "dkim=pass header.d=helse.example header.s=x",
        "dkim=pass header.i=@post.helse.example",
        'dkim=pass reason="god; signatur" header.d=helse.example',
        "spf=pass smtp.mailfrom=kari@helse.example",
        "spf=pass (mx: domain of kari@helse.example designates 192.0.2.1 (ok)) smtp.mailfrom=helse.example",
        "spf=fail smtp.mailfrom=a@b.example; dkim=fail header.d=b.example; dkim=pass header.d=helse.example",
        "dkim / 1 = pass header . d = helse.example",
        "\n\tdkim=pass\n\theader.d=helse.example",
    ],
)
def test_promise_10_an_aligned_pass_is_a_pass(results: str) -> None:
    assert judged(f"{OURS}; {results}") == "pass"


@pytest.mark.parametrize(
    "results",
    [
        "none",
        "",
        "dmarc=pass header.from=ond.example",
        "dmarc=pass",
        "dkim=pass header.d=ond.example",
        "dkim=pass header.d=example",
        "dkim=pass header.d=ondhelse.example",
        "spf=pass smtp.mailfrom=kari@ond.example",
        "spf=pass smtp.helo=helse.example",
        "dmarc=bestguesspass header.from=helse.example",
        "x=(dkim=pass header.d=helse.example)",
        'dkim=neutral reason="x; dkim=pass header.d=helse.example"',
        "arc=pass header.d=helse.example",
        "dkim=fail header.d=helse.example",
        "spf=fail smtp.mailfrom=helse.example",
    ],
)
def test_promise_10_anything_less_proves_nothing(results: str) -> None:
    assert judged(f"{OURS}; {results}") == "none"


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=fail header.from=helse.example",
        "dmarc=fail header.from=helse.example; spf=pass smtp.mailfrom=helse.example",
        "dmarc=pass header.from=helse.example; dmarc=fail header.from=helse.example",
        "compauth=fail reason=001; dkim=pass header.d=helse.example",
        "dkim=fail header.d=helse.example; spf=fail smtp.mailfrom=helse.example",
        "DKIM=Fail; SPF=HardFail",
    ],
)
def test_promise_10_a_fail_is_a_fail(results: str) -> None:
    assert judged(f"{OURS}; {results}") == "fail"


def test_promise_10_a_forged_field_below_ours_does_not_count() -> None:
    assert judged(FAIL, PASS) == "fail"
    assert judged(f"{OURS}; none", PASS) == "none"


def test_promise_10_a_forged_field_above_ours_makes_nothing_proven() -> None:
    assert judged("mx.ond.example; dmarc=pass header.from=helse.example", FAIL) == "none"


def test_promise_10_no_configured_receiver_proves_nothing() -> None:
    assert judged(PASS, receiver=None) == "none"
    assert judged(receiver=OURS) == "none"


def test_promise_10_a_doubtful_sender_is_never_proven() -> None:
    assert judged(PASS, sender="kari@helse.example, ond@ond.example") == "none"
    assert judged(PASS, sender="kari@helse.example <ond@ond.example>") == "none"


MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=helse.example; dkim=pass (signature was verified)"
    " header.d=helse.example;dmarc=pass action=none header.from=helse.example;compauth=pass reason=100"
)


def test_microsoft_365_signs_with_no_name() -> None:
    assert judged(MICROSOFT, receiver="topmost") == "pass"
    assert judged(MICROSOFT, FAIL, receiver="topmost") == "pass"
    assert judged(FAIL, MICROSOFT, receiver="topmost") == "fail"
    assert judged(MICROSOFT) == "none"


@pytest.mark.parametrize(
    ("field", "server", "methods"),
    [
        (f"{OURS}; none", OURS, []),
        (f"{OURS} 1; dkim=pass", OURS, ["dkim"]),
        (f'"{OURS}"; dkim=pass', OURS, ["dkim"]),
        (f"(tull) {OURS} (mer; tull); dkim=pass (x", OURS, ["dkim"]),
        (OURS, OURS, []),
        (MICROSOFT, None, ["spf", "dkim", "dmarc", "compauth"]),
        ("", None, []),
        (";;;===", None, []),
        ("(" * 10_000, None, []),
        ('"' * 10_001, None, []),
    ],
)
def test_any_field_is_read(field: str, server: str | None, methods: list[str]) -> None:
    found, results = read(field)
    assert (found, [one.method for one in results]) == (server, methods)


def test_alignment_is_the_same_domain_or_one_below_the_other() -> None:
    assert aligned("post.helse.example", "helse.example") and aligned("helse.example", "post.helse.example")
    assert not aligned("no", "helse.no") and not aligned("", "helse.no") and not aligned("else.no", "helse.no")
