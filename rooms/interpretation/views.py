"""What is shown of channels to all, of booths to those at work, of what was said there to those who are in them."""

from collections.abc import Iterator

from rooms.ids import BoothMessageId, ParticipantId
from rooms.interpretation.entries import (
    BoothDirected,
    BoothJoined,
    BoothLeft,
    ChannelClosed,
    HandoverAccepted,
    HandoverOffered,
    HandoverWithdrawn,
    InterpretationEntry,
    SaidInBooth,
)
from rooms.interpretation.state import TURN_MS, Booth, Interpretation, speaking_into
from rooms.views import CONCEALED, Audience, Json, Shown, Touched


def touched(interpretation: Interpretation, entry: InterpretationEntry) -> Touched:
    booth = interpretation.booths[entry.language]
    mine = frozenset(f"my/booth/{each.message}" for each in booth.said)
    if isinstance(entry, SaidInBooth):
        shared = frozenset((f"booth_messages/{entry.message}",)) if entry.to == "technician" else frozenset()
        return Touched(shared, {each.id: frozenset((f"my/booth/{entry.message}",)) for each in booth.members})
    if isinstance(entry, HandoverOffered | HandoverAccepted | HandoverWithdrawn | BoothJoined):
        own = {entry.by.id: mine} if isinstance(entry, BoothJoined) and mine else {}
        return Touched(frozenset((f"booths/{entry.language}",)), own)
    if isinstance(entry, BoothDirected | ChannelClosed):
        every = interpretation.booths
        return Touched(frozenset(f"{kind}/{each}" for kind in ("channels", "booths") for each in every))
    own = {entry.participant: mine} if isinstance(entry, BoothLeft) and mine else {}
    return Touched(
        frozenset((f"channels/{booth.into}", f"channels/{entry.language}", f"booths/{entry.language}")), own
    )


def keys(interpretation: Interpretation) -> Iterator[str]:
    for booth in interpretation.booths.values():
        yield f"channels/{booth.language}"
        yield f"booths/{booth.language}"
        yield from (f"booth_messages/{each.message}" for each in booth.said if each.to == "technician")


def own_keys(interpretation: Interpretation, participant: ParticipantId) -> Iterator[str]:
    for booth in interpretation.booths.values():
        if booth.holds(participant):
            yield from (f"my/booth/{each.message}" for each in booth.said)


def show(interpretation: Interpretation, key: str, audience: Audience) -> Shown:
    kind, _, name = key.partition("/")
    if kind == "booth_messages":
        said = _said(interpretation, BoothMessageId(name))
        if audience is not Audience.BACKSTAGE or said is None or said.to == "booth":
            return CONCEALED
        return _message(said)
    booth = interpretation.booths.get(name)
    if kind == "channels":
        return None if booth is None or not booth.is_open else _channel(interpretation, booth)
    if audience is Audience.HALL:
        return CONCEALED
    return None if booth is None or not booth.is_open else _booth(booth)


def show_own(interpretation: Interpretation, key: str, participant: ParticipantId) -> Json:
    message = BoothMessageId(key.removeprefix("my/booth/"))
    said = _said(interpretation, message)
    if said is None or not interpretation.booths[said.language].holds(participant):
        return None
    return _message(said)


def _said(interpretation: Interpretation, message: BoothMessageId) -> SaidInBooth | None:
    language = interpretation.messages.get(message)
    if language is None:
        return None
    return next((each for each in interpretation.booths[language].said if each.message == message), None)


def _message(said: SaidInBooth) -> Json:
    return {
        "message": said.message,
        "booth": said.language,
        "to": said.to,
        "author": said.by.shown(),
        "text": said.text,
        "language": said.text_language,
        "at": said.at,
    }


def _channel(interpretation: Interpretation, booth: Booth) -> Json:
    speaking = speaking_into(interpretation, booth.language)
    on_air = None if speaking is None or speaking.on_air is None else speaking.on_air
    return {"language": booth.language, "on_air": None if on_air is None else on_air.shown()}


def _booth(booth: Booth) -> Json:
    offer: Json = None
    if booth.offer is not None:
        accepted = booth.offer.accepted
        offer = {"when": booth.offer.when, "accepted": None if accepted is None else accepted.shown()}
    return {
        "language": booth.language,
        "into": booth.into,
        "members": [each.shown() for each in booth.members],
        "on_air": None if booth.on_air is None else booth.on_air.shown(),
        "since": booth.since,
        "turn_until": None if booth.since is None else booth.since + TURN_MS,
        "offer": offer,
    }
