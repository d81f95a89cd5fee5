"""Views and deltas as flat maps."""

from rooms import Json, patch


def test_patch_replaces_adds_and_drops_keys_and_leaves_the_old_view_alone() -> None:
    view: dict[str, Json] = {"a": 1, "b": {"x": 1}, "c": 3}
    assert patch(view, {"a": None, "b": {"y": 2}, "d": 4, "e": None}) == {"b": {"y": 2}, "c": 3, "d": 4}
    assert view == {"a": 1, "b": {"x": 1}, "c": 3}
