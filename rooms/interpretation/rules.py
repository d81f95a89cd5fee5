"""What may happen to channels and booths, and what becomes of them."""

from collections.abc import Callable, Sequence
from typing import assert_never

from msgspec.structs import replace

from rooms.authority import require_known_language
from rooms.context import Context, Participant
from rooms.entries import Entry, OfParticipant
from rooms.errors import Refused
from rooms.ids import BoothMessageId
from rooms.interpretation.commands import (
    AcceptHandover,
    CloseChannel,
    DirectBooth,
    GoOffAir,
    GoOnAir,
    InterpretationCommand,
    JoinBooth,
    LeaveBooth,
    OfferHandover,
    OfHandover,
    OfMicrophone,
    OpenChannel,
    SayInBooth,
    TakeHandover,
    WithdrawHandover,
)
from rooms.interpretation.entries import (
    BoothDirected,
    BoothJoined,
    BoothLeft,
    ChannelClosed,
    ChannelOpened,
    HandedOver,
    HandoverAccepted,
    HandoverOffered,
    HandoverWithdrawn,
    InterpretationEntry,
    SaidInBooth,
    WentOffAir,
    WentOnAir,
)
from rooms.interpretation.state import (
    MOST_CHANNELS,
    MOST_IN_BOOTH,
    Booth,
    Interpretation,
    Offer,
    speaking_into,
)
from rooms.text import LIMITS, cleaned


def decide(
    interpretation: Interpretation, command: InterpretationCommand, context: Context
) -> Sequence[Entry]:
    by, at, language = context.participant, context.now, command.language
    if isinstance(command, OpenChannel):
        return _opened(interpretation, language, context)
    booth = _known(interpretation, language, context)
    match command:
        case CloseChannel():
            left = [BoothLeft(by=by, at=at, language=language, participant=each.id) for each in booth.members]
            return (*left, ChannelClosed(by=by, at=at, language=language))
        case JoinBooth():
            if booth.holds(by.id):
                return ()
            if len(booth.members) >= MOST_IN_BOOTH:
                raise Refused("booth.full", most=MOST_IN_BOOTH)
            return (BoothJoined(by=by, at=at, language=language),)
        case LeaveBooth():
            return (
                (BoothLeft(by=by, at=at, language=language, participant=by.id),) if booth.holds(by.id) else ()
            )
        case GoOnAir() | GoOffAir() | DirectBooth():
            return _switched(interpretation, booth, command, context)
        case OfferHandover() | AcceptHandover() | TakeHandover() | WithdrawHandover():
            return _handed(booth, command, context)
        case SayInBooth():
            if not booth.holds(by.id) and not (command.to == "technician" and by.is_staff):
                raise Refused("booth.not_in_it", language=language)
            return (
                SaidInBooth(
                    by=by,
                    at=at,
                    language=language,
                    message=BoothMessageId(context.new_id),
                    to=command.to,
                    text=cleaned(command.text, LIMITS["chat"]),
                    text_language=context.language,
                ),
            )
    assert_never(command)


def _opened(interpretation: Interpretation, language: str, context: Context) -> Sequence[Entry]:
    booth = interpretation.booths.get(language)
    if booth is not None and booth.is_open:
        return ()
    if sum(each.is_open for each in interpretation.booths.values()) >= MOST_CHANNELS:
        raise Refused("channel.most", most=MOST_CHANNELS)
    return (ChannelOpened(by=context.participant, at=context.now, language=language),)


def _switched(
    interpretation: Interpretation, booth: Booth, command: OfMicrophone, context: Context
) -> Sequence[Entry]:
    by, at, language = context.participant, context.now, booth.language
    if isinstance(command, GoOffAir):
        if booth.on_air is None:
            return ()
        if booth.on_air.id != by.id and not by.is_staff:
            raise Refused("booth.taken", name=booth.on_air.name)
        return (WentOffAir(by=by, at=at, language=language),)
    _require_member(booth, context)
    if booth.on_air is not None and booth.on_air.id != by.id:
        raise Refused("booth.taken", name=booth.on_air.name)
    if isinstance(command, GoOnAir):
        if booth.on_air is not None:
            return ()
        _require_free(interpretation, booth.into, booth)
        return (WentOnAir(by=by, at=at, language=language),)
    _known(interpretation, command.into, context)
    if command.into == booth.into:
        return ()
    if booth.on_air is not None:
        _require_free(interpretation, command.into, booth)
    return (BoothDirected(by=by, at=at, language=language, into=command.into),)


def _handed(booth: Booth, command: OfHandover, context: Context) -> Sequence[Entry]:
    by, at, language = context.participant, context.now, booth.language
    offer, speaks = booth.offer, booth.on_air is not None and booth.on_air.id == by.id
    _require_member(booth, context)
    match command:
        case OfferHandover():
            if not speaks:
                raise Refused("booth.not_on_air", language=language)
            if len(booth.members) < 2:
                raise Refused("booth.alone", language=language)
            if offer is not None and (offer.when, offer.accepted) == (command.when, None):
                return ()
            return (HandoverOffered(by=by, at=at, language=language, when=command.when),)
        case WithdrawHandover():
            if offer is None or not (speaks or _is(offer.accepted, by)):
                return ()
            return (HandoverWithdrawn(by=by, at=at, language=language),)
    if offer is None or speaks or (offer.accepted is not None and offer.accepted.id != by.id):
        raise Refused("booth.no_offer", language=language)
    if offer.when is None or offer.when <= at:
        return (HandedOver(by=by, at=at, language=language),)
    if isinstance(command, TakeHandover):
        raise Refused("booth.no_offer", language=language)
    return () if offer.accepted is not None else (HandoverAccepted(by=by, at=at, language=language),)


def let_go(interpretation: Interpretation, cause: OfParticipant, context: Context) -> Sequence[Entry]:
    """What becomes of an interpreter who left the room or was put out of it."""
    return [
        BoothLeft(
            by=context.participant, at=context.now, language=booth.language, participant=cause.participant
        )
        for booth in interpretation.booths.values()
        if booth.holds(cause.participant)
    ]


def _is(one: Participant | None, other: Participant) -> bool:
    return one is not None and one.id == other.id


def _known(interpretation: Interpretation, language: str, context: Context) -> Booth:
    booth = interpretation.booths.get(language)
    if booth is None or not booth.is_open:
        require_known_language((language,), context.languages)
        raise Refused("channel.unknown", language=language)
    return booth


def _require_member(booth: Booth, context: Context) -> None:
    if not booth.holds(context.participant.id):
        raise Refused("booth.not_in_it", language=booth.language)


def _require_free(interpretation: Interpretation, channel: str, booth: Booth) -> None:
    other = speaking_into(interpretation, channel)
    if other is not None and other is not booth and other.on_air is not None:
        raise Refused("booth.taken", name=other.on_air.name)


def apply(interpretation: Interpretation, entry: InterpretationEntry) -> Interpretation:
    match entry:
        case ChannelOpened():
            former = interpretation.booths.get(entry.language, Booth(entry.language, entry.language))
            return _with(interpretation, replace(former, is_open=True))
        case ChannelClosed():
            return _closed(interpretation, entry.language)
        case SaidInBooth():
            booth = interpretation.booths[entry.language]
            interpretation = _with(interpretation, replace(booth, said=(*booth.said, entry)))
            messages = {**interpretation.messages, entry.message: entry.language}
            return replace(interpretation, messages=messages)
    return _with(interpretation, _CHANGES[type(entry)](interpretation.booths[entry.language], entry))


def _closed(interpretation: Interpretation, language: str) -> Interpretation:
    """The booth is empty by then; others that spoke into its channel speak into their own again, and are not on air."""
    booths = {}
    for booth in interpretation.booths.values():
        if booth.language == language:
            booth = _silent(replace(booth, is_open=False, into=language))  # noqa: PLW2901
        elif booth.into == language:
            booth = _silent(replace(booth, into=booth.language))  # noqa: PLW2901
        booths[booth.language] = booth
    return replace(interpretation, booths=booths)


def _joined(booth: Booth, entry: BoothJoined) -> Booth:
    return replace(booth, members=(*booth.members, entry.by))


def _left(booth: Booth, entry: BoothLeft) -> Booth:
    if booth.on_air is not None and booth.on_air.id == entry.participant:
        booth = _silent(booth)
    offer = booth.offer
    if offer is not None and offer.accepted is not None and offer.accepted.id == entry.participant:
        booth = replace(booth, offer=replace(offer, accepted=None))
    return replace(booth, members=tuple(each for each in booth.members if each.id != entry.participant))


def _on_air(booth: Booth, entry: WentOnAir | HandedOver) -> Booth:
    return replace(booth, on_air=entry.by, since=entry.at, offer=None)


def _silent(booth: Booth) -> Booth:
    return replace(booth, on_air=None, since=None, offer=None)


def _with(interpretation: Interpretation, booth: Booth) -> Interpretation:
    return replace(interpretation, booths={**interpretation.booths, booth.language: booth})


def _accepted(booth: Booth, entry: HandoverAccepted) -> Booth:
    offer = booth.offer
    return booth if offer is None else replace(booth, offer=replace(offer, accepted=entry.by))


def _withdrawn(booth: Booth, entry: HandoverWithdrawn) -> Booth:
    """Of whoever accepted, the acceptance; of whoever offered, all of it."""
    offer = booth.offer
    if offer is not None and _is(offer.accepted, entry.by):
        return replace(booth, offer=replace(offer, accepted=None))
    return replace(booth, offer=None)


_CHANGES: dict[type[Entry], Callable[[Booth, InterpretationEntry], Booth]] = {
    BoothJoined: _joined,  # type: ignore[dict-item]
    BoothLeft: _left,  # type: ignore[dict-item]
    BoothDirected: lambda booth, entry: replace(booth, into=entry.into),  # type: ignore[union-attr]
    WentOnAir: _on_air,  # type: ignore[dict-item]
    HandedOver: _on_air,  # type: ignore[dict-item]
    WentOffAir: lambda booth, _: _silent(booth),
    HandoverOffered: lambda booth, entry: replace(booth, offer=Offer(entry.when)),  # type: ignore[union-attr]
    HandoverAccepted: _accepted,  # type: ignore[dict-item]
    HandoverWithdrawn: _withdrawn,  # type: ignore[dict-item]
}
