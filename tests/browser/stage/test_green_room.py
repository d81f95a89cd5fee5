"""The green room in a real browser: devices, their troubles, and those who meet behind the stage."""

from __future__ import annotations

import re

from playwright.async_api import Browser, expect

from tests.browser.conftest import Arrive
from tests.browser.stage import air
from tests.browser.stage.conftest import ELSEWHERE
from tests.browser.stage.ways import detour
from tests.browser.test_accessibility import complaints
from tests.browser.visitor import DESKTOP, PHONE, Visitor
from tests.served import CONFERENCE, Served

# What browsers throw, and a device that is pulled out: none of it can be had from fake devices.
TROUBLED = """
(() => {
  const media = navigator.mediaDevices, open = media.getUserMedia.bind(media);
  window.trouble = 'NotFoundError';
  window.tracks = [];
  media.getUserMedia = async asked => {
    if (window.trouble) throw new DOMException('scripted', window.trouble);
    const stream = await open(asked);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  window.unplug = kind => {
    for (const track of window.tracks.filter(each => each.kind === kind)) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  };
})();
"""

# Where no media is.
NOBODYS = 9


async def test_speaker_is_led_to_the_green_room_checked_and_seen_and_heard_by_the_other(
    arrive: Arrive,
) -> None:
    names = "Rosa Pino", "Mo Vidal"
    rosa = await arrive(names[0], "speaker", language="es", size=PHONE, prepare=air.keep_peers, led=True)
    # Which session is live in the rehearsal depends on the hour.
    assert re.fullmatch(re.escape(rosa.url("backstage/")) + r"[\w-]+", rosa.page.url)
    await rosa.live()
    await expect(rosa.page.locator("[data-finding=way][data-mark=good]")).to_be_visible(
        timeout=1000 * air.LIMIT_S
    )
    await expect(rosa.page.locator("[data-finding=width]")).to_be_visible(timeout=1000 * air.LIMIT_S)
    await air.open_devices(rosa)
    own = rosa.page.locator(".own-picture video")
    await air.playing_until(
        own, lambda seen: seen["time"] > 0.2 and seen["width"] >= 640, "one's own picture"
    )
    # The fake microphone beeps at full scale.
    await expect(rosa.page.locator(".level-words")).to_have_text(rosa.t("backstage.level.clipping"))
    assert await complaints(rosa) == [], "before coming in"
    await air.come_in(rosa)
    await expect(rosa.page.locator(".crew-list li[data-state=ready]", has_text=names[0])).to_be_visible()
    assert await complaints(rosa) == [], "behind the stage"
    assert not await rosa.overflow()
    await rosa.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    assert not await rosa.overflow()

    mo = await arrive(names[1], "moderator", prepare=air.keep_peers)
    await air.to_green_room(mo)
    await air.open_devices(mo)
    await air.come_in(mo)
    for visitor, other in ((mo, names[0]), (rosa, names[1])):
        tile = visitor.page.locator(".scene .tile", has_text=other)
        await air.playing_until(
            tile.locator("video"), lambda seen: seen["time"] > 0.2 and seen["width"] > 0, other
        )
        await air.received_until(
            visitor, lambda got: got["frames"] > 5 and got["energy"] > 0.0001, f"{other}'s picture and sound"
        )

    await rosa.page.get_by_role("button", name=rosa.t("backstage.screen"), exact=True).click()
    screen = mo.page.locator(".scene .tile[data-kind=screen]", has_text=names[0])
    await air.playing_until(screen.locator("video"), lambda seen: seen["width"] > 0, "the screen")
    await air.playing_until(
        screen.locator("video"), lambda seen: seen["sounds"] == 1, "the screen's sound beside its picture"
    )
    await rosa.page.get_by_role("button", name=rosa.t("backstage.stop_screen_sound"), exact=True).click()
    await expect(screen).to_have_count(0)

    await rosa.page.locator(".bar [data-source=microphone]").click()
    await expect(rosa.page.locator(".level-words")).to_have_text(rosa.t("backstage.level.muted_speaking"))
    await rosa.page.get_by_role("button", name=rosa.t("backstage.leave"), exact=True).click()
    await expect(mo.page.locator(".scene .tile", has_text=names[0])).to_have_count(0)


async def test_reload_comes_back_a_second_tab_may_take_over_and_who_is_not_reached_is_told_what_to_try(
    arrive: Arrive,
) -> None:
    async def cut_off(visitor: Visitor) -> None:
        await air.keep_peers(visitor)
        await visitor.context.add_init_script(detour(NOBODYS))

    # It takes the test of the line eight seconds to be sure.
    nora = await arrive("Nora", "speaker", language="es", size=PHONE, prepare=cut_off)
    await air.to_green_room(nora)
    ines = await arrive("Inés", "speaker", prepare=air.keep_peers)
    await air.to_green_room(ines)
    await air.open_devices(ines)
    microphones = ines.page.get_by_label(ines.t("backstage.choose.microphone"), exact=True)
    await ines.page.get_by_role("button", name=ines.t("backstage.chime")).click()
    chosen = await microphones.locator("option").last.inner_text()
    await microphones.select_option(label=chosen)
    await expect(ines.page.locator(".check-test [role=status]")).to_have_text(
        ines.t("backstage.chime_played")
    )
    await air.come_in(ines)
    await ines.page.reload()
    await ines.live()
    await air.open_devices(ines)
    await expect(microphones.locator("option:checked")).to_have_text(chosen)
    await air.come_in(ines)
    await expect(ines.page.get_by_role("alert")).to_have_count(0)
    second = Visitor(ines.context, await ines.context.new_page(), ines.address, ines.language)
    await air.to_green_room(second)
    await expect(second.page.get_by_role("alert")).to_contain_text(ines.t("backstage.elsewhere"))
    await second.page.get_by_role("button", name=ines.t("backstage.take_over")).click()
    await expect(second.page.locator(".bar-state[data-state=live]")).to_be_attached(
        timeout=1000 * air.LIMIT_S
    )
    await expect(ines.page.get_by_role("alert")).to_contain_text(ines.t("backstage.elsewhere"))
    await expect(ines.page.locator(".bar-join")).to_be_visible()
    await ines.page.wait_for_load_state("networkidle")

    line = nora.page.locator("section[aria-labelledby=check-line]")
    await expect(line.locator("[data-finding=way][data-mark=bad]")).to_have_text(
        nora.t("backstage.line.way.none"), timeout=1000 * air.LIMIT_S
    )
    await expect(line).to_contain_text(nora.t("backstage.line.try", host="localhost"))
    await expect(line).to_contain_text(nora.t("backstage.line.way_on"))
    await nora.page.locator(".bar-join").click()
    await expect(nora.page.locator(".crew-list li[data-state=ready]", has_text="Nora")).to_be_visible()
    assert await nora.axe() == []
    assert not await nora.overflow()


async def test_refused_permission_is_explained_and_there_is_a_way_on(
    arrive: Arrive, desktop: Browser
) -> None:
    visitor = await arrive("Vera", "speaker", language="es", browser=desktop)
    await air.to_green_room(visitor)
    await visitor.page.locator(".bar-open button").click()
    for kind in ("camera", "microphone"):
        notice = visitor.page.locator("[data-trouble=denied]", has_text=visitor.t(f"backstage.way_on.{kind}"))
        await expect(notice).to_contain_text(visitor.t("backstage.try.denied"))
    await visitor.page.locator(".bar-join").click()
    await expect(visitor.page.locator(".crew-list li[data-state=ready]", has_text="Vera")).to_be_visible()
    assert not await visitor.overflow()


async def test_device_that_is_missing_in_use_or_pulled_out_is_named_and_one_goes_on(arrive: Arrive) -> None:
    async def troubled(visitor: Visitor) -> None:
        await air.keep_peers(visitor)
        await visitor.context.add_init_script(TROUBLED)

    luz = await arrive("Luz", "speaker", language="fr", prepare=troubled)
    await air.to_green_room(luz)
    await luz.page.locator(".bar-open button").click()
    missing = luz.page.locator("[data-trouble=missing]")
    await expect(missing.first).to_contain_text(luz.t("backstage.try.missing"))
    await expect(luz.page.locator(".bar-join")).to_have_text(luz.t("backstage.join_without"))
    await luz.page.evaluate("trouble = 'NotReadableError'")
    await missing.first.get_by_role("button", name=luz.t("backstage.try_again")).click()
    await expect(luz.page.locator("[data-trouble=busy]")).to_contain_text(luz.t("backstage.try.busy"))
    await luz.page.evaluate("trouble = ''")
    for _ in range(2):
        await luz.page.get_by_role("button", name=luz.t("backstage.try_again")).first.click()
    await expect(luz.page.locator(".own-picture[data-shown=true]")).to_be_visible()
    await expect(luz.page.locator("[data-trouble]")).to_have_count(0)
    await air.come_in(luz)
    await luz.page.evaluate("unplug('video')")
    await expect(luz.page.locator("[data-trouble]")).to_contain_text(luz.t("backstage.way_on.camera"))
    await expect(luz.page.locator(".crew-list li[data-state=ready]", has_text="Luz")).to_be_visible()


async def test_page_over_plain_http_says_why_and_what_the_operator_must_do(
    arrive: Arrive, served: Served
) -> None:
    visitor = await arrive("Eva")
    far = served.address.replace("localhost", ELSEWHERE).replace("127.0.0.1", ELSEWHERE)
    link = served.make_link("speaker", "en", "Eva").replace(served.address, far)
    visitor.address = far
    await visitor.enter(link, "Eva")
    await visitor.page.wait_for_url(f"**/{CONFERENCE}/backstage/**")
    await expect(visitor.page.locator("[data-trouble=insecure]").first).to_contain_text("PUENTE_CERTIFICATE")
    await visitor.page.locator(".bar-join").click()
    await expect(visitor.page.locator(".crew-list li", has_text="Eva")).to_be_visible()
    # The browser says of every page like this that it is not secure.
    visitor.forgive(lambda fault: "untrustworthy" in fault)
