"""Chromium without a window, told what to do over its debugging port.

Runs in the project's environment: `python tools/browser.py ORDER.json`.
"""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket
from demo_check import Session
from PIL import Image

WIDTH = 1440
READY = """document.readyState === 'complete'
    && !!document.querySelector('.o_action_manager > *, .o_action')
    && !document.querySelector('.o_loading_indicator')"""
CLICK = """(() => {
    const found = [...document.querySelectorAll('button, .nav-link')]
        .find((element) => element.textContent.trim().startsWith(%s));
    if (found) { found.click(); }
    return !!found;
})()"""


class Browser:
    def __enter__(self) -> Browser:
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu"]
        command += ["--hide-scrollbars", "--remote-debugging-port=0"]
        command += ["--remote-allow-origins=*", f"--user-data-dir={self.folder.name}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([*command, "about:blank"], **quiet)
        self.count = 0
        port = self._await(self._port, "Chromium does not start.")
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"http://127.0.0.1:{port}/json") as answer:
            pages = [tab for tab in json.load(answer) if tab["type"] == "page"]
        self.socket = websocket.create_connection(
            pages[0]["webSocketDebuggerUrl"], timeout=60
        )
        return self

    def __exit__(self, *error) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.folder.cleanup()

    def _port(self):
        file = Path(self.folder.name, "DevToolsActivePort")
        return file.is_file() and file.read_text().split("\n")[0]

    def _await(self, condition, complaint: str):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(0.3)
        sys.exit(complaint)

    def do(self, method: str, **params):
        self.count += 1
        order = {"id": self.count, "method": method, "params": params}
        self.socket.send(json.dumps(order))
        while (answer := json.loads(self.socket.recv())).get("id") != self.count:
            pass
        return answer.get("result", {})

    def evaluate(self, code: str):
        answer = self.do("Runtime.evaluate", expression=code, returnByValue=True)
        return answer["result"].get("value")

    def shoot(self, url: str, picture: dict) -> Image.Image:
        """Open a page, click, and return what is seen."""
        size = {"width": WIDTH, "height": picture["height"]}
        self.do(
            "Emulation.setDeviceMetricsOverride",
            **size,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.do("Page.navigate", url=url + picture["path"])
        self._await(lambda: self.evaluate(READY), f"{picture['path']} does not load.")
        time.sleep(2)
        if picture["click"]:
            code = CLICK % json.dumps(picture["click"])
            self._await(lambda: self.evaluate(code), f"No “{picture['click']}”.")
            time.sleep(3)
        data = self.do("Page.captureScreenshot", format="png")["data"]
        image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
        return image.crop((0, 0, WIDTH, picture["crop"]))


def main(file: str) -> int:
    order = json.loads(Path(file).read_text())
    url, database = order["url"], order["database"]
    with Browser() as browser:
        for picture in order["pictures"]:
            login = picture["login"]
            session = Session(url, database, login, login)
            browser.do(
                "Network.setCookie", name="session_id", value=session.id, url=url
            )
            image = browser.shoot(url, picture)
            few = image.quantize(255, dither=Image.Dither.NONE)
            few.save(picture["file"], optimize=True)
            print(f"took {picture['file']}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
