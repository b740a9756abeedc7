"""Letters composed a second, against building a bare mail of the same text."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from bench.timing import side_by_side
from mailer.pages import Post, compose
from tests.sample_letters import ENVELOPE, NOW, SAMPLES, letter

ADDRESS = "nord@nettverk.example"
MANY = 50


def main() -> None:
    """Print the table."""
    summons = letter("summons", SAMPLES["summons"][0])
    text = compose(summons, ENVELOPE, post=Post(address=ADDRESS), now=NOW).text

    def bare() -> int:
        for _ in range(MANY):
            mail = EmailMessage(policy=SMTP)
            mail["From"], mail["To"], mail["Subject"] = ADDRESS, "ola@fjordvik.example", "Innkalling"
            mail.set_content(text)
            mail.as_bytes()
        return MANY

    def ours() -> int:
        for _ in range(MANY):
            compose(summons, ENVELOPE, post=Post(address=ADDRESS), now=NOW)
        return MANY

    side_by_side({"a bare mail": bare, "a summons, HTML and invitation": ours})
