"""What becomes of the sessions after one that ends later. The same cases hold the browser's own reckoning."""

import json
from pathlib import Path
from typing import Any

import pytest

from rooms.sessions import arranged

CASES = json.loads((Path(__file__).resolve().parents[1] / "arrangement.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_sessions_give_way(case: dict[str, Any]) -> None:
    following = {session: tuple(hours) for session, hours in case["following"].items()}
    changed = arranged(following, case["ends"], case["follow"])
    assert {session: list(hours) for session, hours in changed.items()} == case["changed"]
    assert list(changed) == list(case["changed"])
