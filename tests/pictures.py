"""Look at the letters: `python -m tests.pictures FOLDER` draws phone and desktop side by side in Chromium.

Each picture holds one letter at 390 px, at 800 px and, with `--dark`, as a phone in dark mode shows it.
"""

from __future__ import annotations

import argparse
import html
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops

from mailer.pages import Post, compose
from tests.sample_letters import ENVELOPE, NOW, SAMPLES, letter

POST = Post(address="nord@example.no")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pages(kinds: list[str], lang: str, every: bool) -> Iterator[tuple[str, str]]:
    """Name and HTML of the sample letters."""
    for kind in kinds or SAMPLES:
        for number, content in enumerate(SAMPLES[kind] if every else SAMPLES[kind][:1]):
            mail = compose(letter(kind, content, lang), ENVELOPE, post=POST, now=NOW)
            yield f"{kind}-{lang}-{number}", mail.html


def sheet(page: str, height: int) -> str:
    """The letter at two widths on one page."""
    frames = (f'<iframe width="{w}" height="{height}" srcdoc="{html.escape(page)}"></iframe>' for w in (390, 800))
    return f'<body style="margin:0;background:#888">{" ".join(frames)}</body>'.replace(
        "<iframe", '<iframe style="border:0"'
    )


def shoot(page: str, out: Path, width: int, height: int, dark: bool = False, scale: int = 1) -> None:
    """A screenshot of the page."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "page.html"
        source.write_text(page, encoding="utf-8")
        own = [f"--user-data-dir={scratch}/profile", f"--window-size={width},{height}", f"--screenshot={out}"]
        own.append(f"--force-device-scale-factor={scale}")
        look = ["--blink-settings=preferredColorScheme=0"] if dark else []
        subprocess.run(["chromium", *FLAGS, *own, *look, str(source)], check=True, capture_output=True, timeout=60)


def for_readme(kind: str, to_name: str, signature: str, out: Path) -> None:
    """One letter as the README shows it: its sheet alone, twice the size, in few colours."""
    envelope = replace(ENVELOPE, signature=(signature,))
    mail = compose(letter(kind, SAMPLES[kind][0], to_name=to_name), envelope, post=POST, now=NOW)
    with tempfile.TemporaryDirectory() as scratch:
        shot = Path(scratch) / "letter.png"
        shoot(mail.html, shot, 640, 1100, scale=2)
        drawn = Image.open(shot).convert("RGB")
    ground = Image.new("RGB", drawn.size, drawn.getpixel((2, drawn.height - 3)))
    left, top, right, bottom = ImageChops.difference(drawn, ground).getbbox() or (0, 0, *drawn.size)
    framed = drawn.crop((left - 24, top - 24, right + 24, bottom + 24))
    framed.quantize(64).save(out, optimize=True)


def main() -> None:
    """Draw them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("kinds", nargs="*")
    asked.add_argument("--lang", default="nb")
    asked.add_argument("--every", action="store_true", help="every sample, not only the first of a kind")
    asked.add_argument("--dark", action="store_true")
    asked.add_argument("--height", type=int, default=1000)
    asked.add_argument("--readme", action="store_true", help="only the two pictures of the README")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.readme:
        network, leader = ENVELOPE.network_name, ENVELOPE.leader or ""
        for_readme("summons", "Berit Moe", f"{leader}, leder av {network}", given.folder / "summons.png")
        for_readme("absence-report", leader, network, given.folder / "absence.png")
        return
    for name, page in pages(given.kinds, given.lang, given.every):
        shoot(sheet(page, given.height), given.folder / f"{name}.png", 1200, given.height, given.dark)


if __name__ == "__main__":
    main()
