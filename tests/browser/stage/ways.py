"""Hard ways from the server to a browser: through a relay alone, and over a path that loses packets by a script.

Input: a visitor's page before its first script, coturn, a path of `tests.server.media.lossy`.
"""

from __future__ import annotations

import json
import socket

from tests.programs import Program, program

SECRET = "north"
# Whatever the page asks for, it may only go by way of a TURN server.
RELAY_ONLY = """
(() => {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(given) { super({...given, iceTransportPolicy: 'relay'}); }
  };
})();
"""
# The engine is only to be found at another port.
DETOUR = """
(() => {
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    setRemoteDescription({type, sdp}) {
      const line = `a=candidate:1 1 udp 2113937151 127.0.0.1 ${%s} typ host`;
      let first = true;
      const lines = sdp.split('\\r\\n').flatMap(each => {
        if (!each.startsWith('a=candidate:')) return [each];
        const found = first ? [line] : [];
        first = false;
        return found;
      });
      return super.setRemoteDescription({type, sdp: lines.join('\\r\\n')});
    }
  };
})();
"""


def detour(port: int) -> str:
    """A page's first script that leads its media to a port on loopback."""
    return DETOUR % json.dumps(port)


class Relay(Program):
    """coturn on loopback, for those with credentials of the secret."""

    def command(self) -> list[str]:
        return [
            program("turnserver"), "-n", "--use-auth-secret", f"--static-auth-secret={SECRET}", "--realm=puente",
            f"--listening-ip={self.address}", f"--relay-ip={self.address}", f"--listening-port={self.port}",
            "--allow-loopback-peers", "--no-tls", "--no-dtls", "--no-cli", "--log-file=stdout",
            f"--pidfile={self.folder}/pid", f"--userdb={self.folder}/db",
        ]  # fmt: skip

    def answers(self) -> bool:
        # A binding request (RFC 8489 §5).
        request = b"\0\1\0\0\x21\x12\xa4\x42" + bytes(12)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.1)
            probe.sendto(request, (self.address, self.port))
            try:
                return bool(probe.recv(1500))
            except OSError:
                return False

    def settings(self) -> dict[str, str]:
        """What a server that offers it is started with."""
        return {
            "PUENTE_TURN_URLS": f"turn:{self.address}:{self.port}?transport=udp",
            "PUENTE_TURN_SECRET": SECRET,
        }
