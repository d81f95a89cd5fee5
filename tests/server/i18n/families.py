"""The families of catalogue keys that sources put together, with the parts that fill each and where they come from.

Input: PROTOCOL.md's tables of codes, and the tuples of the sources. `test_keys` holds the catalogues against them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

from rooms import Role
from rooms.chat.commands import EMOJI
from rooms.cues import Addressee
from rooms.cues import Kind as CueKind
from rooms.floor import Kind as HandKind
from rooms.floor import State as Hand
from rooms.projector import Scene
from rooms.questions.commands import Reason as Dismissal
from rooms.questions.commands import State
from rooms.sessions import Follow
from rooms.sessions.state import State as SessionState
from rooms.talk import Circle
from server.auth.links import Reason
from server.conferences.model import Note, Part, SessionKind
from server.pages.audit import AREAS as ACTION_AREAS
from server.pages.audit import WORDED as WORDED_ACTIONS
from server.pages.errors import WORDED
from server.pages.share import share_links
from server.pages.zones import zone_groups
from server.settings import ROOT

PROTOCOL = (ROOT / "PROTOCOL.md").read_text(encoding="utf-8")


def table(section: str) -> list[tuple[str, ...]]:
    """The rows of the protocol's table in a section, as the words in its code cells."""
    _, _, text = PROTOCOL.partition(f"\n## {section}")
    text, _, _ = text.partition("\n## ")
    return [tuple(re.findall(r"`([^`]+)`", row)) for row in text.splitlines() if row.startswith("| ")]


PEOPLE = [role.value for role in Role if role is not Role.SERVER]
KINDS, PARTS = get_args(SessionKind), get_args(Part)
REFUSALS = [row[0] for row in table("8. ") if row]
MEDIA_REFUSALS = [row[0] for row in table("13. ") if row]
CLOSINGS = [row[0] for row in table("9. ") if row]
MODES = ("moderated", "open", "closed")
STATES = get_args(State)
COLUMNS = ("held", "open", "staged", "answered", "dismissed")
MOVES = ("approve", "stage", "unstage", "answer", "dismiss", "reopen", "hold")
# server/pages: why a door of the room stays closed
DOORS = ("closed", "banned", "archive", "staff", "speakers", "green_room", "captioners", "booth")
DEEDS = ("mute", "unmute", "remove", "readmit", "ban", "unban", "purge", "purge_hidden", "restore")
# Those that are asked about first.
ASKED = ("remove", "ban", "purge", "purge_hidden")

# web/src/devices.ts
OWN = ("camera", "microphone")
RUNGS = ("video", "small", "sound", "words")
TROUBLES = ("insecure", "denied", "dismissed", "missing", "busy", "failed")

# Every family that sources put together, with the parts that fill it and where they come from.
FAMILIES: dict[str, Iterable[str]] = {
    # PROTOCOL.md, sections 8 and 9; `unknown` and `lost` are the browser's own, for a code that it does not know
    # and for a connection that was lost without one.
    "error.*": [*REFUSALS, *MEDIA_REFUSALS, "unknown"],
    "close.*": [*CLOSINGS, "lost"],
    # rooms/roles.py
    "role.*": PEOPLE,
    "people_panel.count.*": [role for role in PEOPLE if role != "guest"],
    # rooms/chat/commands.py, by place
    "chat.emoji.*": [str(place) for place in range(len(EMOJI))],
    # server/conferences/model.py
    "kind.*": KINDS,
    "programme.recorded.*": KINDS,
    "part.*": PARTS,
    "room.part.*": PARTS,
    "pages.note.*": get_args(Note.model_fields["kind"].annotation),
    # server/auth/links.py
    "entry.*.title": get_args(Reason),
    "entry.*.text": get_args(Reason),
    "entry.*.remedy": get_args(Reason),
    # server/pages
    "audit.did.*": WORDED_ACTIONS,
    "audit.areas.*": ACTION_AREAS,
    "audit.export.*": ("questions", "polls", "ballots", "audit"),
    "pages.error.*.title": [str(status) for status in (400, 500, *WORDED)],
    "pages.error.*.text": [str(status) for status in (400, 500, *WORDED)],
    "share.*": [link.network for link in share_links("", "", None)],
    "region.*": [group.region.lower() for group in zone_groups("en")],
    "room.*.title": DOORS,
    "room.*.text": DOORS,
    # web/src/panels
    "room.panel.*": ("sessions", "chat", "questions", "polls", "people"),
    "floor.state.*": ("none", *get_args(Hand)),
    "moderation.*_done": [f"participant_{deed}" for deed in DEEDS],
    # rooms/chat, rooms/reports.py
    "safety.own.*": ("held", "dismissed"),
    "safety.do.*": ("approve", "dismiss", "hold"),
    "safety.did.*": ("approve", "dismiss", "hold"),
    "reports.about.*": ("message", "question"),
    "reports.do.*": ("handle", "dismiss", "reopen"),
    "reports.did.*": ("handle", "dismiss", "reopen"),
    "chat.state.*": ("held", "shown", "dismissed"),
    "reports.state.*": ("open", "handled", "dismissed"),
    # web/src/booth
    "booth.headphones.*": ("testing", "good", "echo", "unheard"),
    "booth.state.*": ("on_air", "muted", "cough", "off", "partner"),
    "booth.to.*": ("booth", "technician"),
    "captions.source.*": ("human", "url", "recognition", "machine"),
    "captions.size_*": ("small", "medium", "large"),
    "captions.position_*": ("below", "over", "top"),
    "captions.phrase.*": ("applause", "laughter", "music", "inaudible", "video"),
    "translations.way_*": ("beside", "instead", "off"),
    "polls.kind.*": ("single", "multiple", "rating", "words"),
    "polls.state.*": ("draft", "open", "closed", "discarded"),
    "polls.reveal.*": ("open", "close", "later"),
    "polls.revealed.*": ("open", "close", "later"),
    "polls.did.*": ("open", "reopen", "close", "reveal", "discard"),
    "polls.deed.*": ("open", "close", "reveal", "discard", "reopen"),
    "room.standing.*": ("break", "before", "over"),
    "moderation.mode.*": MODES,
    "moderation.mode_hint.*": MODES,
    "moderation.*": [f"participant_{deed}" for deed in DEEDS],
    "moderation.*_name": [f"participant_{deed}" for deed in DEEDS],
    "moderation.*_title": [f"participant_{deed}" for deed in ASKED],
    "moderation.*_text": [f"participant_{deed}" for deed in ASKED],
    "questions.mode.*": MODES,
    "questions.state.*": STATES,
    "questions.became.*": STATES,
    "questions.sort_*": ("upvotes", "time"),
    "questions.deed.*": ("approve", "dismiss", "answer", "reopen"),
    "questions.reason.*": get_args(Dismissal),
    # web/templates/screen.html
    "console.*": ("prompter", "projector", "captions", "captioner"),
    # rooms/questions/commands.py
    "askers.who_sees.*": ("organizers", "nobody"),
    "projector.scene.*": get_args(Scene),
    "projector.hint.*": get_args(Scene),
    "askers.hidden.*": ("organizers", "nobody"),
    # web/src/console
    "console.column.*": COLUMNS,
    "console.empty.*": COLUMNS,
    "console.do.*": (
        *MOVES,
        "write",
        "edit",
        "labels",
        "assign",
        "merge",
        "asker",
        "up",
        "down",
        "handle",
        "release",
    ),
    "console.did.*": MOVES,
    "console.did_many.*": MOVES,
    "console.did_mode.*": MODES,
    "console.mode.*": MODES,
    "console.sort_*": ("own", "upvotes", "time"),
    "console.key.*": (
        "around",
        "across",
        "order",
        "column",
        "select",
        "handle",
        "undo",
        "search",
        "help",
        "dock",
    ),
    "dock.*": (
        "announcements",
        "clock",
        "hands",
        "polls",
        "cues",
        "talk",
        "stage",
        "channels",
        "approvals",
        "reports",
        "safety",
    ),
    "day.*": ("held", "hands", "cues"),
    "clock.state.*": get_args(SessionState),
    "clock.standing.*": ("now", "next", "later"),
    "clock.follow.*": get_args(Follow),
    "talk.circle.*": get_args(Circle),
    "talk.who.*": get_args(Circle),
    "talk.box.*": get_args(Circle),
    "cues.kind.*": [kind for kind in get_args(CueKind) if kind != "text"],
    "cues.to.*": [*(to for to in get_args(Addressee) if to != "person"), "person"],
    "cues.ask.*": ("slower", "louder", "help"),
    "floor.kind.*": get_args(HandKind),
    "floor.yours.*": get_args(Hand),
    "console.answer_to_*": ("all", "asker"),
    # web/src/panels/player, web/src/player
    "player.rung.*": ("auto", *RUNGS),
    "player.path_*": ("auto", "webrtc", "hls"),
    "player.way.*": ("udp", "tcp", "relay"),
    "player.fact.*": ("path", "way", "rung", "trip", "delay", "rate", "loss", "size", "codec"),
    # web/src/console/stage.tsx, web/src/panels/consent
    "onstage.layout.*": ("speaker", "side_by_side", "screen"),
    "onstage.mute.*": OWN,
    "onstage.is_muted.*": OWN,
    "onstage.ask_mute.*": OWN,
    "onstage.did.mute.*": OWN,
    "onstage.consent_text.*": OWN,
    "onstage.consent_yes.*": OWN,
    # web/src/backstage
    "backstage.time.*": ("before", "during", "overrun", "over", "unknown"),
    "backstage.level.*": (
        "opening",
        "no_sound",
        "waiting",
        "unheard",
        "quiet",
        "clipping",
        "good",
        "muted",
        "muted_speaking",
    ),
    "backstage.device.*": (*OWN, "screen"),
    "backstage.way_on.*": (*OWN, "screen", "insecure"),
    "backstage.trouble.*": TROUBLES,
    "backstage.try.*": TROUBLES,
    "backstage.problem.*": ("network", "route", "full", "grant", "off", "restarting", "other"),
    "backstage.sending.*": ("live", "joining", "unsteady"),
    "backstage.add_*": OWN,
    "backstage.turn_on_*": OWN,
    "backstage.turn_off_*": OWN,
    "backstage.muted_*": OWN,
    "backstage.choose.*": (*OWN, "speaker"),
    "backstage.none.*": (*OWN, "speaker"),
    "backstage.chime_*": ("playing", "played", "failed"),
    "backstage.line.way.*": ("udp", "tcp", "relay", "none"),
    "backstage.state.*": ("ready", "checking", "away", "missing"),
}
