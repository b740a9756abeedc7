"""The servers behind the tests: skipped where they can't be had, but never silently in CI."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest

from tests.conftest import had
from tests.servers import dovecot, ground
from tests.servers.embedded import Embedded
from tests.servers.receiver import unsaid


def _absent() -> AbstractContextManager[None]:
    raise ground.Unavailable("not here")


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_a_missing_server_skips_but_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="not here"), had(_absent):
        pass


def test_another_dovecot_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("bin") / "dovecot"
    other.write_text("#!/bin/sh\necho '2.4.1 (abc)'\n")
    other.chmod(0o755)
    with pytest.raises(ground.Unavailable, match=r"2\.4\.1"):
        dovecot._demand_2_3(str(other))


def test_the_embedded_server_files_mail_with_the_receivers_verdict(embedded: Embedded) -> None:
    raw = b"From: kari@vestfjord.test\r\n\r\nhei\r\n"
    embedded.deliver(raw, sender="kari@vestfjord.test", recipient="nettverk+abc@vestfjord.test")
    embedded.deliver(raw, sender="kari@vestfjord.test", recipient="nettverk@vestfjord.test", verdict=unsaid)
    proven, unproven = embedded.folder("nettverk@vestfjord.test")
    assert b"dmarc=pass header.from=vestfjord.test" in proven and proven.endswith(raw)
    assert b"Delivered-To: nettverk+abc@vestfjord.test" in proven
    assert b"Authentication-Results" not in unproven
    assert embedded.received("nettverk+abc@vestfjord.test") == [raw]
