"""A page of a browser that publishes by WHIP and watches by WHEP, on a small server with the real routes and engine."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from rooms import ParticipantId, RoomId
from server.api import whep, whip
from server.media.configuration import Configuration
from server.media.media import Media
from server.media.port import MediaEngine, Source
from server.media.supervisor import Supervisor
from server.media.tokens import Grant, MediaTokens
from tests.server.media.peers import ROOM

PAGE = """<!doctype html><meta charset="utf-8"><title>stage</title><video id="v" autoplay playsinline></video><script>
let pc, resource, token, path, relay = 0;
async function post(url, offer) {
  const answer = await fetch(url, {method: "POST", body: offer,
    headers: {"Content-Type": "application/sdp", Authorization: "Bearer " + token}});
  if (answer.status !== 201) throw new Error(answer.status + " " + await answer.text());
  resource = {url: answer.headers.get("Location"), tag: answer.headers.get("ETag")};
  const sdp = await answer.text();
  return relay ? sdp.replace(/ (\\d+) typ host/g, ` ${relay} typ host`) : sdp;
}
async function publish(url, bearer, simulcast, media) {
  token = bearer; path = url;
  const stream = await navigator.mediaDevices.getUserMedia(media);
  pc = new RTCPeerConnection();
  for (const track of stream.getTracks()) {
    const sendEncodings = track.kind === "video" && simulcast
      ? [{rid: "h"}, {rid: "m", scaleResolutionDownBy: 2}, {rid: "l", scaleResolutionDownBy: 4}] : [{}];
    pc.addTransceiver(track, {direction: "sendonly", streams: [stream], sendEncodings});
  }
  await pc.setLocalDescription(await pc.createOffer());
  await pc.setRemoteDescription({type: "answer", sdp: await post(url, pc.localDescription.sdp)});
}
async function watch(url, bearer) {
  token = bearer; path = url;
  window.began = performance.now();
  pc = new RTCPeerConnection();
  const stream = new MediaStream();
  pc.ontrack = event => { stream.addTrack(event.track); v.srcObject = stream; };
  pc.addTransceiver("video", {direction: "recvonly"});
  pc.addTransceiver("audio", {direction: "recvonly"});
  window.first = null;
  v.requestVideoFrameCallback(() => { window.first = performance.now() - window.began; });
  await pc.setLocalDescription(await pc.createOffer());
  await pc.setRemoteDescription({type: "answer", sdp: await post(url, pc.localDescription.sdp)});
}
async function alive() {
  const answer = await fetch(resource.url, {method: "PATCH", body: "",
    headers: {"Content-Type": "application/trickle-ice-sdpfrag", "If-Match": resource.tag,
              Authorization: "Bearer " + token}});
  return answer.status;
}
async function restartIce() {
  await pc.setLocalDescription(await pc.createOffer({iceRestart: true}));
  const lines = pc.localDescription.sdp.split("\\r\\n").filter(line => /^a=ice-(ufrag|pwd)/.test(line));
  const answer = await fetch(resource.url, {method: "PATCH", body: lines.slice(0, 2).join("\\r\\n") + "\\r\\n",
    headers: {"Content-Type": "application/trickle-ice-sdpfrag", "If-Match": "*", Authorization: "Bearer " + token}});
  const fragment = await answer.text();
  const [name, word] = ["ufrag", "pwd"].map(each => new RegExp(`a=ice-${each}:(.*)\\r`).exec(fragment)[1]);
  const sdp = pc.remoteDescription.sdp.replace(/a=ice-ufrag:.*/g, "a=ice-ufrag:" + name)
    .replace(/a=ice-pwd:.*/g, "a=ice-pwd:" + word);
  await pc.setRemoteDescription({type: "answer", sdp});
  return answer.status;
}
async function leave() {
  const answer = await fetch(resource.url, {method: "DELETE", headers: {Authorization: "Bearer " + token}});
  pc.close();
  return answer.status;
}
async function seen() {
  const found = {first: window.first, time: v.currentTime, width: v.videoWidth, frames: 0, energy: 0, codec: "", lost: 0};
  const reports = await pc.getStats();
  for (const report of reports.values()) {
    if (report.type === "inbound-rtp" && report.kind === "video") {
      found.frames = report.framesDecoded; found.lost = report.packetsLost; found.nacks = report.nackCount;
      found.codec = reports.get(report.codecId)?.mimeType ?? "";
    }
    if (report.type === "inbound-rtp" && report.kind === "audio") found.energy = report.totalAudioEnergy;
    if (report.type === "candidate-pair" && report.nominated) found.pair = report.currentRoundTripTime;
  }
  return found;
}
</script>"""


E = TypeVar("E", bound=MediaEngine)


@dataclass(frozen=True)
class StageServer(Generic[E]):
    """Where the pages are, the engine behind them, and a token for anything in the room."""

    url: str
    engine: E
    token: str


async def _page(_: Request) -> Response:
    return HTMLResponse(PAGE)


@asynccontextmanager
async def stage_server(configuration: Configuration | None = None) -> AsyncIterator[StageServer[Supervisor]]:
    """Serve the routes and a page on loopback, with an engine in a process of its own."""
    engine = Supervisor(configuration or Configuration())
    await engine.start()
    try:
        async with stage_of(engine) as stage:
            yield stage
    finally:
        await engine.close()


@asynccontextmanager
async def stage_of(engine: E) -> AsyncIterator[StageServer[E]]:
    """Serve the routes and a page on loopback, in front of an engine that runs."""
    tokens = MediaTokens("secret")
    app = Starlette(routes=[Route("/", _page), *whip.ROUTES, *whep.ROUTES])
    app.state.media = Media(engine, tokens, lambda: 1000)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    grant = Grant(
        RoomId(ROOM), ParticipantId("speaker"), 1 << 50, tuple(Source), receives=True, backstage=True
    )
    try:
        yield StageServer(f"http://127.0.0.1:{listener.getsockname()[1]}", engine, tokens.make(grant))
    finally:
        server.should_exit = True
        await serving
