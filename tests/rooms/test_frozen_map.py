"""The map that is never changed: it behaves as a dict that is copied for every change, only quicker."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from rooms.frozen_map import FrozenMap

KEYS = st.integers(0, 60)
CHANGES = st.lists(st.tuples(KEYS, st.none() | st.integers()), max_size=300)


@given(CHANGES)
def test_map_holds_what_a_dict_would(changes: list[tuple[int, int | None]]) -> None:
    built: FrozenMap[int, int] = FrozenMap()
    model: dict[int, int] = {}
    for key, value in changes:
        if value is None:
            built = built.drop(key)
            model.pop(key, None)
        else:
            built = built.put(key, value)
            model[key] = value
        assert len(built) == len(model)
        assert (key in built) == (key in model)
        assert built.get(key) == model.get(key)
    assert built == model
    assert dict(built.items()) == model
    assert all(built[key] == value for key, value in model.items())


@given(CHANGES)
def test_older_maps_are_as_they_were(changes: list[tuple[int, int | None]]) -> None:
    built: FrozenMap[int, int] = FrozenMap()
    history: list[tuple[FrozenMap[int, int], Mapping[int, int]]] = []
    for key, value in changes:
        history.append((built, dict(built)))
        built = built.drop(key) if value is None else built.put(key, value)
    assert all(kept == was for kept, was in history)


def test_keys_come_in_the_order_in_which_they_were_put() -> None:
    built: FrozenMap[str, int] = FrozenMap()
    for key in "zyxwvutsrqponmlkjihgfedcba":
        built = built.put(key, 1)
    assert "".join(built.put("z", 2)) == "zyxwvutsrqponmlkjihgfedcba"


def test_missing_key_is_a_key_error_or_the_default() -> None:
    gone = FrozenMap[str, int]().put("a", 1).drop("a")
    for key in ("a", "b"):
        assert gone.get(key, 7) == 7
        try:
            gone[key]
        except KeyError as error:
            assert error.args == (key,)
        else:
            raise AssertionError(key)
    assert gone.drop("a") is gone
