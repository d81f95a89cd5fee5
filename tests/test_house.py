"""The house keeps its order: who may import whom, how large a file is, where its test is, what production never does.

Everything is read from the files themselves; nothing of the project is run.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CEILING = 320
# A file above the ceiling, and why it may be.
ABOVE_THE_CEILING: dict[str, str] = {}

# What each part of the tree may import of ours, by prefix; the most specific row counts.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "rooms": ("rooms",),
    "server/settings": ("server.errors", "server.setting_faults", "server.setting_kinds"),
    "server/setting_faults": ("server.settings", "server.setting_kinds"),
    "server/setting_kinds": (),
    "server/errors": (),
    "server/logs": (),
    "server/readiness": (),
    "server/metrics": (
        "rooms", "server.metrics", "server.live", "server.media.port", "server.logs", "server.colleagues",
    ),
    "server/i18n": ("server.i18n", "server.errors"),
    "server/conferences": ("server.conferences",),
    "server/store": ("rooms", "server.store", "server.conferences", "server.errors"),
    "server/bus/port": ("rooms",),
    "server/bus": ("rooms", "server.bus.port"),
    "server/bus/redis": ("rooms", "server.bus.port", "server.redis.link"),
    "server/presence/port": ("rooms",),
    "server/presence": ("rooms", "server.presence.port"),
    "server/presence/redis": ("rooms", "server.presence.port", "server.redis.link"),
    "server/media/port": ("rooms",),
    "server/media": ("rooms", "server.media", "server.errors"),
    "server/translation/port": ("rooms",),
    "server/translation": (
        "rooms", "server.translation", "server.store.translations", "server.conferences", "server.errors",
        "server.leases.port", "server.settings",
    ),
    "server/translating": (
        "rooms", "server.conferences", "server.live.room_actors", "server.presence.port", "server.store.conferences",
        "server.store.log", "server.translation",
    ),
    "server/auth": ("rooms", "server.auth", "server.store", "server.errors"),
    "server/live": (
        "rooms", "server.live", "server.store", "server.auth", "server.conferences", "server.errors",
        "server.bus.port", "server.presence.port",
    ),
    "server/pages": (
        "rooms", "server.pages", "server.store", "server.auth", "server.conferences", "server.i18n",
        "server.settings", "server.errors", "server.live.room_actors",
    ),
    "server/pages/recording": (
        "rooms", "server.pages", "server.store", "server.conferences", "server.live.room_actors",
        "server.media.hls.replays", "server.media.hls.playlists", "server.media.hls.products",
    ),
    "server/api": (
        "rooms", "server.api", "server.store", "server.auth", "server.conferences", "server.i18n",
        "server.settings", "server.errors", "server.live.room_actors", "server.media", "server.slides",
        "server.colleagues",
    ),
    "server/app": ("rooms", "server"),
    "server/commands": ("rooms", "server"),
    "server/rehearsal": ("server.rehearsal",),
    "server/stores": ("server.auth", "server.store", "server.settings", "server.errors", "server.redis.link"),
    "server/redis": ("rooms", "server.redis"),
    "server/leases/port": (),
    "server/leases": ("server.leases.port",),
    "server/leases/redis": ("server.leases.port", "server.redis.link"),
    "server/hosting": ("rooms", "server.errors", "server.leases.port", "server.live"),
    "server/relay": ("server.hosting", "server.media.hls.shelf"),
    "server/colleagues": (),
    "server/crew_line": (),
    "server/carrying": ("server.media.port", "server.studio"),
    "server/routes": ("server.pages", "server.api", "server.live", "server.metrics"),
    "server/invitations": ("rooms", "server.auth", "server.store", "server.conferences", "server.settings"),
    "server/banning": ("rooms", "server.live.room_actors", "server.store.conferences"),
    "server/scheduling": (
        "rooms", "server.conferences", "server.live.room_actors", "server.store.conferences", "server.store.log",
    ),
    "server/staging": ("rooms", "server.live", "server.media", "server.presence.port", "server.scheduling"),
    "server/soundings": ("rooms", "server.live", "server.media", "server.staging"),
    "server/slides": ("rooms", "server.slides", "server.live.room_actors"),
    "server/spotlight": ("server.media.port",),
    "server/placement": ("rooms", "server.live", "server.media"),
    "server/broadcasting": (
        "rooms", "server.live", "server.media", "server.scheduling", "server.spotlight", "server.staging",
        "server.store.log",
    ),
    "server/studio": (
        "server.api", "server.auth", "server.broadcasting", "server.live", "server.media", "server.placement",
        "server.presence.port", "server.setting_kinds", "server.settings", "server.slides", "server.soundings",
        "server.staging", "server.stores",
    ),
    "server/serving": ("server",),
    "server/listening": ("server.live.fanout", "server.settings"),
    "server/worker": ("server",),
    "server/crew": ("server",),
    "server/__main__": ("rooms", "server"),
    "server/__init__": (),
}  # fmt: skip
ADAPTERS = (
    "server.bus.memory", "server.bus.redis", "server.presence.memory", "server.presence.redis", "server.redis.rates",
    "server.leases.file", "server.leases.memory", "server.leases.redis",
    "server.media.engines", "server.translation.engines",
    "server.media.engines", "server.media.janus.engine",
)  # fmt: skip
PURE_FORBIDDEN = {
    "asyncio", "datetime", "io", "logging", "os", "pathlib", "random", "secrets", "socket", "threading", "time", "uuid",
}  # fmt: skip
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|common|manager|misc)$")
TEST_AWARENESS = (
    "PYTEST_CURRENT_TEST",
    "called_from_test",
    "is_testing",
    "sys.modules['pytest']",
    "UNDER_TEST",
)
# Written in two parts, so that this file does not hold what it looks for.
REGISTRY = re.compile(
    "|".join(("python" + "hosted", "pypi.org" + "/simple", "registry" + ".npmjs")), re.IGNORECASE
)


def tracked(*patterns: str) -> list[Path]:
    """Files of the tree that match, as git lists them, new ones included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / name for name in listed if (ROOT / name).is_file()]


SOURCES = tracked("rooms/*.py", "server/*.py")
IN_THE_HOUSE = [path for path in SOURCES if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, as dotted names; `from a import b` gives a.b where that is a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            module = node.module or ""
            for alias in node.names:
                inner = ROOT / f"{module}.{alias.name}".replace(".", "/")
                yield (
                    f"{module}.{alias.name}"
                    if inner.is_dir() or inner.with_suffix(".py").is_file()
                    else module
                )


def row_for(path: Path) -> str:
    stem = name_of(path).removesuffix(".py")
    rows = [row for row in MAY_IMPORT if stem == row or stem.startswith(row + "/")]
    assert rows, f"{name_of(path)} has no row in MAY_IMPORT: say what it may import"
    return max(rows, key=len)


@pytest.mark.parametrize("path", IN_THE_HOUSE, ids=name_of)
def test_file_imports_only_what_its_place_allows(path: Path) -> None:
    allowed = MAY_IMPORT[row_for(path)]
    ours = {module for module in imports(path) if module.split(".")[0] in ("rooms", "server", "tests")}
    wrong = [
        module
        for module in sorted(ours)
        if not any(module == prefix or module.startswith(prefix + ".") for prefix in allowed)
    ]
    assert not wrong, f"{name_of(path)} may not import {wrong}"


def test_only_the_composition_root_imports_adapters() -> None:
    wrong = [
        f"{name_of(path)} imports {module}"
        for path in IN_THE_HOUSE
        for module in imports(path)
        if module in ADAPTERS and name_of(path) != "server/app.py"
    ]
    assert not wrong, wrong


def test_rooms_use_the_standard_library_and_msgspec_and_touch_nothing_outside() -> None:
    wrong = []
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] != "rooms":
            continue
        for module in imports(path):
            top = module.split(".")[0]
            if top in PURE_FORBIDDEN or (
                top not in sys.stdlib_module_names and top not in ("rooms", "msgspec")
            ):
                wrong.append(f"{name_of(path)} imports {module}")
    assert not wrong, wrong


def test_no_feature_of_the_rooms_imports_another() -> None:
    listed = re.search(
        r"^FEATURES\b.*= \(([^)]*)\)", (ROOT / "rooms/core.py").read_text(encoding="utf-8"), re.M
    )
    assert listed
    features = {name.strip() for name in listed[1].split(",") if name.strip()} | {"presence"}
    wrong = []
    for path in SOURCES:
        top, *rest = path.relative_to(ROOT).with_suffix("").parts
        if top != "rooms" or rest[0] not in features:
            continue
        wrong += [
            f"{name_of(path)} imports {module}"
            for module in imports(path)
            if module.split(".")[0] == "rooms"
            and module.split(".")[1:2] in [[other] for other in features - {rest[0]}]
        ]
    assert not wrong, wrong


@pytest.mark.parametrize(
    "path",
    [
        *IN_THE_HOUSE,
        *tracked("tests/*.py", "web/src/*.ts", "web/src/*.tsx", "tests/web/*.ts", "tests/web/*.tsx"),
    ],
    ids=name_of,
)
def test_file_is_one_noun_of_bounded_size(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= CEILING or name_of(path) in ABOVE_THE_CEILING, f"{name_of(path)} has {lines} lines"
    assert not FORBIDDEN_NAMES.match(path.stem), f"{name_of(path)}: name it after what it is"


@pytest.mark.parametrize("path", IN_THE_HOUSE, ids=name_of)
def test_file_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{name_of(path)} has no docstring"


def test_production_code_does_not_know_that_it_is_tested() -> None:
    wrong = [
        f"{name_of(path)}: {mark}"
        for path in [*SOURCES, *tracked("web/src/*.ts", "web/src/*.tsx")]
        for mark in TEST_AWARENESS
        if mark in path.read_text(encoding="utf-8")
    ]
    assert not wrong, wrong


def test_browser_code_below_the_panels_touches_no_dom() -> None:
    dom = re.compile(r"\b(document|window|localStorage|sessionStorage|HTMLElement|navigator)\b")
    wrong = []
    for name in (
        "connection",
        "frames",
        "store",
        "clock",
        "i18n",
        "peer",
        "levels",
        "devices",
        "stage",
        "studio",
        "line_test",
    ):
        for path in tracked(f"web/src/{name}.ts", f"web/src/{name}/*.ts"):
            code = re.sub(r"//.*|/\*[\s\S]*?\*/", "", path.read_text(encoding="utf-8"))
            wrong += [f"{name_of(path)}: {found}" for found in dom.findall(code)]
    assert not wrong, wrong


def test_tree_names_no_package_registry() -> None:
    wrong = [
        f"{name_of(path)}: {found.group()}"
        for path in tracked()
        if path.suffix != ".png"
        for found in [REGISTRY.search(path.read_text(encoding="utf-8", errors="replace"))]
        if found
    ]
    assert not wrong, wrong


def test_documented_settings_are_the_settings() -> None:
    from server.settings import describe

    example = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    documented = re.findall(r"^#?\s?(PUENTE_[A-Z_]+)=", example, re.MULTILINE)
    assert documented == [variable for variable, _, _ in describe()]
    for variable, _, meaning in describe():
        assert meaning in example.replace("\n# ", " "), f"{variable}: env.example tells it in other words"


def test_readme_names_every_target_that_ci_calls() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    called = re.findall(r"\bmake ([a-z]+)", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert called
    assert all(f"make {target}" in readme for target in called)


def test_every_top_level_folder_is_on_the_map() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    folders = {path.relative_to(ROOT).parts[0] for path in tracked() if len(path.relative_to(ROOT).parts) > 1}
    assert all(f"{folder}/" in readme for folder in folders - {".ci"})
