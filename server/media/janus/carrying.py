"""Brings what viewers receive from Janus to what stage and viewers want. Input: a room and its subscriptions."""

from __future__ import annotations

import logging
from collections.abc import Callable

from server.media.janus.peers import Hall, Part, Subscription, fill, layer_number
from server.media.janus.videoroom import VideoRoom
from server.media.port import LayerChosen, MediaRefused, Notification, TrackId, Wanted

logger = logging.getLogger(__name__)


class Carrying:
    """Switches parts of subscriptions from one source to another, without a new offer."""

    def __init__(self, videoroom: VideoRoom, tell: Callable[[Notification], None]) -> None:
        self._videoroom, self._tell = videoroom, tell

    async def settle(self, hall: Hall, subscription: Subscription) -> None:
        """Take away what may not be received, give what is wanted, fill free parts where the room is followed."""
        async with subscription.lock:
            may = hall.receivable(subscription.request.backstage)
            changed: list[Part] = []
            for part in subscription.parts:
                if subscription.follows and part.carries is not None and part.carries not in may:
                    part.wanted = Wanted(None, part.wanted.layer)
                wanted = hall.carried(part.wanted.track, may)
                if part.carries != wanted:
                    part.carries = wanted
                    changed.append(part)
            if subscription.follows:
                changed += fill(hall, subscription.parts, may)
            for part in dict.fromkeys(changed):
                await self._switch(hall, subscription, part)

    async def renew(self, hall: Hall, track: TrackId) -> None:
        """A track came back from another publisher: whoever carries it must be given the new source."""
        for subscription in list(hall.subscriptions.values()):
            async with subscription.lock:
                for part in subscription.parts:
                    if part.carries == track:
                        await self._switch(hall, subscription, part)

    async def choose(self, hall: Hall, subscription: Subscription, part: Part, wanted: Wanted) -> None:
        """Carry another track or layer in a part. Raises MediaRefused."""
        async with subscription.lock:
            subscription.follows = False
            part.wanted = wanted
            part.carries = hall.carried(wanted.track, hall.receivable(subscription.request.backstage))
            await self._videoroom.switch(subscription.handle, subscription.side, hall, part)
            if wanted.track is not None and wanted.layer is not None:
                number = layer_number(hall.track(wanted.track), wanted.layer)
                await self._videoroom.choose_layer(subscription.handle, part, number)
            self.told(subscription, part)

    def told(self, subscription: Subscription, part: Part) -> None:
        """Tell what a part receives, once its viewer is connected."""
        if subscription.live and part.carries is not None:
            layer = part.wanted.layer or ""
            self._tell(LayerChosen(subscription.resource, part.mid, part.carries, layer))

    async def _switch(self, hall: Hall, subscription: Subscription, part: Part) -> None:
        try:
            await self._videoroom.switch(subscription.handle, subscription.side, hall, part)
        except MediaRefused as refused:
            # The viewer or the source is just leaving; Janus tells of it next.
            logger.info("room %s: a viewer was not switched: %s", hall.room, refused.code)
        else:
            self.told(subscription, part)
