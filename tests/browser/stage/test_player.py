"""The player in real browsers: its keys, its panel, what it does with less, and with browsers that can do less.

Most journeys watch the same stage.
"""

from __future__ import annotations

from playwright.async_api import Browser, expect

from tests.browser import room
from tests.browser.conftest import Arrive
from tests.browser.stage import air
from tests.browser.stage.conftest import Show
from tests.browser.stage.desk import (
    a_speaker,
    bring_on,
    choose_path,
    choose_rung,
    lay_out,
    take_off,
    tile,
)
from tests.browser.test_accessibility import complaints
from tests.browser.visitor import DESKTOP, PHONE, Visitor

FIRST_FRAME = """
(() => {
  window.firstFrame = null;
  const look = () => {
    const video = document.querySelector('.player-tile video');
    if (video && video.videoWidth > 0 && video.currentTime > 0) window.firstFrame = performance.now() - window.joining;
    else setTimeout(look, 10);
  };
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.joining ??= performance.now(); }
  };
  look();
})();
"""
# A browser may tell of the former place for a moment.
BOX = "const {x, y, width, height} = document.querySelector('.player').getBoundingClientRect();"
TRIES = 3


async def test_late_joiner_sees_a_picture_soon_and_the_player_obeys_its_keys(
    arrive: Arrive, show: Show
) -> None:
    async def watch_first(visitor: Visitor) -> None:
        await air.keep_peers(visitor)
        await visitor.context.add_init_script(FIRST_FRAME)

    ana = await arrive("Ana", "attendee", language="es", room="plenary", prepare=watch_first)
    video = tile(ana, show.name).locator("video")
    for _ in range(TRIES):
        # The publisher's browser gives no keyframe of its own accord. A machine at work may be late now and then.
        await air.playing_until(video, lambda seen: seen["time"] > 0 and seen["width"] > 0, "the picture")
        await ana.page.wait_for_function("() => firstFrame !== null", polling=50)
        first = await ana.page.evaluate("firstFrame")
        if first < 1500:
            break
        await ana.page.reload()
    assert first < 1500, f"the first picture took {first} ms"

    player = ana.page.locator(".player")
    await player.focus()
    await ana.page.keyboard.press("k")
    await air.playing_until(video, lambda seen: seen["paused"], "a pause")
    await ana.page.keyboard.press(" ")
    await air.playing_until(video, lambda seen: not seen["paused"], "play")
    await ana.page.keyboard.press("m")
    await air.playing_until(video, lambda seen: seen["muted"], "no sound")
    await ana.page.keyboard.press("m")
    loudness = ana.page.get_by_label(ana.t("player.volume"), exact=True)
    await loudness.fill("0.3")
    await air.playing_until(video, lambda seen: seen["volume"] == 0.3, "a softer sound")
    await loudness.press("ArrowRight")
    await air.playing_until(video, lambda seen: seen["volume"] == 0.4, "a louder sound")
    await room.chat_box(ana).fill("")
    await room.chat_box(ana).press_sequentially("kmf ok")
    await expect(room.chat_box(ana)).to_have_value("kmf ok")
    await air.playing_until(video, lambda seen: not seen["paused"] and not seen["muted"], "it to go on")
    await ana.page.locator("#player-connection").click()
    await expect(ana.page.locator(".player-facts")).to_contain_text("UDP")
    for size in (DESKTOP, PHONE):
        await ana.page.set_viewport_size({"width": size[0], "height": size[1]})
        assert not await ana.overflow()
    assert await complaints(ana) == []
    await ana.page.locator(".player-panel label", has_text=ana.t("player.rung.sound")).click()
    await expect(ana.page.locator(".player-standing")).to_have_text(ana.t("player.sound_only"))
    await ana.page.locator(".player-panel label", has_text=ana.t("player.rung.words")).click()
    await expect(ana.page.locator(".player-words")).to_be_visible()

    # A phone whose browser gives the whole screen to nothing but a bare video: the player fills the window.
    await ana.page.evaluate("Object.defineProperty(document, 'fullscreenEnabled', {value: false})")
    await ana.page.locator(".player-panel").press("Escape")
    await ana.page.get_by_role("button", name=ana.t("player.full"), exact=True).click()
    await ana.page.wait_for_function(
        f"() => {{{BOX} return x === 0 && y === 0 && width === innerWidth && height === innerHeight; }}",
        polling=50,
    )
    assert await complaints(ana) == []
    await player.press("Escape")
    await ana.page.wait_for_function(f"() => {{{BOX} return height < innerHeight / 2; }}", polling=50)
    await expect(player).to_be_in_viewport(ratio=0.2)


# What Chromium does before a gesture. It cannot be had from it here: whatever a test asks of a page counts as one.
UNTOUCHED = """
let touched = false;
document.addEventListener('click', ({isTrusted}) => { touched ||= isTrusted; }, true);
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (touched || this.muted) return play.call(this);
  return Promise.reject(new DOMException('play() failed', 'NotAllowedError'));
};
"""


async def test_sound_waits_for_a_button_and_the_picture_leaves_its_frame(
    arrive: Arrive, show: Show, desktop: Browser
) -> None:
    async def untouched(visitor: Visitor) -> None:
        await air.keep_peers(visitor)
        await visitor.context.add_init_script(UNTOUCHED)

    ana = await arrive("Ana", "attendee", room="plenary", prepare=untouched, browser=desktop)
    video = tile(ana, show.name).locator("video")
    button = ana.page.locator(".player-sound")
    await expect(button).to_have_text(ana.t("player.with_sound"), timeout=1000 * air.LIMIT_S)
    await air.playing_until(
        video, lambda seen: seen["time"] > 0.3 and seen["muted"], "a picture without sound"
    )
    await button.click()
    await expect(button).to_have_count(0)
    await air.playing_until(video, lambda seen: not seen["muted"] and not seen["paused"], "sound")

    await ana.page.get_by_role("button", name=ana.t("player.inset"), exact=True).click()
    await ana.page.wait_for_function("() => document.pictureInPictureElement?.videoWidth > 0", polling=50)
    await ana.page.evaluate("document.exitPictureInPicture()")
    await ana.page.locator(".player").focus()
    await ana.page.keyboard.press("f")
    await ana.page.wait_for_function(
        "() => document.fullscreenElement?.classList.contains('player')", polling=50
    )
    await expect(ana.page.get_by_role("button", name=ana.t("player.full"), exact=True)).to_be_visible()
    await ana.page.keyboard.press("f")
    await ana.page.wait_for_function("() => document.fullscreenElement === null", polling=50)


async def test_two_beside_each_other_a_screen_with_its_speaker_and_a_smaller_picture_on_request(
    arrive: Arrive, show: Show
) -> None:
    await a_speaker(arrive, "Ben Sur")
    await bring_on(show.moderator, "Ben Sur")
    await lay_out(show.moderator, "side_by_side")
    ana = await arrive("Ana", "attendee", room="plenary", prepare=air.keep_peers)
    await expect(ana.page.locator(".player-tile")).to_have_count(2)
    await choose_path(ana, "hls")
    first, second = (ana.page.locator(f".player-broadcast > .tile:nth-child({at})") for at in (1, 2))
    for shown, name in ((first, show.name), (second, "Ben Sur")):
        await air.playing_until(
            shown.locator("video"), lambda seen: seen["time"] > 0.5 and seen["height"] == 360, name
        )
        await expect(shown.locator(".tile-caption")).to_have_text(name)
    await choose_rung(ana, "small")
    await air.playing_until(
        first.locator("video"), lambda seen: seen["time"] > 0.5 and seen["height"] == 180, "a smaller picture"
    )
    await expect(second).to_have_count(0)

    # A camera is 360 lines high, the screen more.
    speaker = show.speaker
    await speaker.page.get_by_role("button", name=speaker.t("backstage.screen"), exact=True).click()
    await lay_out(show.moderator, "screen")
    await choose_path(ana, "hls")
    await expect(ana.page.locator(".player-broadcast[data-screen=true][data-pictures='2']")).to_be_visible()
    await expect(first.locator(".tile-caption")).to_have_text(show.name)
    await air.playing_until(first.locator("video"), lambda seen: seen["height"] > 360, "the screen")
    await air.playing_until(second.locator("video"), lambda seen: seen["height"] == 360, "who speaks")
    await choose_path(ana, "webrtc")
    large = ana.page.locator(".player-tile[data-kind=screen][data-large=true]", has_text=show.name)
    await air.playing_until(large.locator("video"), lambda seen: seen["height"] > 360, "the screen as a tile")
    await air.playing_until(
        ana.page.locator(".player-tile[data-large=false] video").first,
        lambda seen: seen["width"] > 0,
        "people",
    )
    await speaker.page.get_by_role(
        "button", name=speaker.t("backstage.stop_screen_sound"), exact=True
    ).click()
    await lay_out(show.moderator, "speaker")
    await take_off(show.moderator, "Ben Sur")


WITHOUT_H264 = """
const given = RTCRtpSender.getCapabilities.bind(RTCRtpSender);
RTCRtpSender.getCapabilities = kind => {
  const able = given(kind);
  return {...able, codecs: able.codecs.filter(({mimeType}) => mimeType !== 'video/H264')};
};
"""


async def test_browser_without_h264_is_seen_directly_and_everyone_is_told_of_the_rest(
    arrive: Arrive, show: Show
) -> None:
    name, moderator = "Vera Paz", show.moderator

    async def only_vp8(visitor: Visitor) -> None:
        await air.keep_peers(visitor)
        await visitor.context.add_init_script(WITHOUT_H264)

    vera = await arrive(name, "speaker", prepare=only_vp8)
    await air.to_green_room(vera)
    await air.open_devices(vera)
    await air.come_in(vera)
    await expect(vera.page.locator("[data-notice=unsuitable]")).to_contain_text(
        vera.t("backstage.unsuitable")
    )
    await expect(moderator.page.locator(".stage-person", has_text=name)).to_contain_text(
        moderator.t("onstage.unsuitable")
    )
    await bring_on(moderator, name)
    await take_off(moderator, show.name)
    ana = await arrive("Ana", "attendee", room="plenary", prepare=air.keep_peers)
    received = await air.received_until(ana, lambda got: got["frames"] > 5 and got["width"] >= 320, "frames")
    assert received["codecs"] == ["video/VP8"]
    await choose_path(ana, "hls")
    await expect(ana.page.locator(".player-broadcast")).to_contain_text(
        ana.t("player.unsuitable", names=name)
    )
    await bring_on(moderator, show.name)
    await take_off(moderator, name)
