"""A small film: what a browser draws for a second and a half, recorded by itself as WebM."""

from __future__ import annotations

import base64

from playwright.sync_api import Page

_RECORD = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 160, height: 90});
  const brush = canvas.getContext("2d");
  let step = 0;
  const draw = setInterval(() => {
    brush.fillStyle = step % 2 ? "#0b4a3b" : "#f0b429";
    brush.fillRect(0, 0, 160, 90);
    brush.fillStyle = "#fff";
    brush.fillRect(10 * (step % 15), 40, 10, 10);
    step += 1;
  }, 100);
  const parts = [];
  const recorder = new MediaRecorder(canvas.captureStream(10), {mimeType: "video/webm;codecs=vp8"});
  recorder.ondataavailable = part => parts.push(part.data);
  const ended = new Promise(done => { recorder.onstop = done; });
  recorder.start();
  await new Promise(done => setTimeout(done, 1500));
  recorder.stop();
  await ended;
  clearInterval(draw);
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
}"""


def film(page: Page) -> bytes:
    """Some kilobytes of WebM (VP8), of a page that runs scripts."""
    page.goto("about:blank")
    recorded = base64.b64decode(page.evaluate(_RECORD))
    assert recorded.startswith(b"\x1a\x45\xdf\xa3")  # EBML, as WebM begins
    return recorded
