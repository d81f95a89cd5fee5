"""Drawing: pages that are oddly shaped, and pictures that would be too heavy without loss."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from server.slides.drawing import HEAVY, WIDTH, coded, draw
from tests.pdfs import pdf


def test_only_what_is_asked_for_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "deck.pdf"
    source.write_bytes(pdf(3))
    draw(source, tmp_path, [2])
    assert capsys.readouterr().out == "3\n2\n"
    assert [path.name for path in tmp_path.glob("*.webp")] == ["2.webp"]


def test_page_as_narrow_as_a_ribbon_does_not_become_a_tower(tmp_path: Path) -> None:
    source = tmp_path / "deck.pdf"
    source.write_bytes(pdf(1, (40, 2000)))
    draw(source, tmp_path, [])
    with Image.open(tmp_path / "1.webp") as picture:
        assert picture.height <= 2 * WIDTH + 1


def test_photograph_is_made_light_and_text_stays_as_it_is() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1080, 1920, 3), np.uint8)
    smooth = Image.fromarray(noise).resize((480, 270)).resize((1920, 1080))
    assert len(coded(smooth)) < HEAVY
    plain = Image.new("RGB", (1920, 1080), (12, 34, 56))
    assert Image.open(io.BytesIO(coded(plain))).convert("RGB").getpixel((9, 9)) == (12, 34, 56)
