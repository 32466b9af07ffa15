"""Who is let in: a token, names of this machine alone, and changes only from its own pages.

A page from elsewhere in the same browser can make it ask, and a foreign name can be made to point
here (DNS rebinding). So a request needs a `Host` of the list and the token, as header or as a
cookie that browsers keep from other sites (SameSite=Strict); and one with the cookie that changes
something must come from the studio's own pages, by `Origin`, by `Sec-Fetch-Site`, and by a word in
its form that no other site can read.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse

COOKIE, FIELD, WORD_HEADER = "pose2video_studio", "form_word", "x-form-word"
SAFE = {"GET", "HEAD"}
HOST = re.compile(r"(?:(?P<name>[a-z0-9.-]+)|\[(?P<address>[0-9a-f:.]+)\])(?::[0-9]{1,5})?")
OPEN = ("/static/",)  # style and scripts: nothing of anybody
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
    "referrer-policy": "same-origin",  # with none, forms would come from the origin `null`
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
ASKS = "Open the address that `make studio` printed: it has the token that lets you in."


class Secrets:
    """The token, and what is derived of it: the cookie's value and the word in forms."""

    def __init__(self, token):
        self.token = token
        self.cookie = self._derived("cookie")
        self.word = self._derived("form")

    def _derived(self, purpose):
        return hmac.new(self.token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


class Guard:
    """The outermost layer of the application.

    Args:
        app: What answers those who are let in.
        secrets: See `Secrets`.
        hosts: Names under which the studio may be asked for, without ports.
    """

    def __init__(self, app, secrets, hosts):
        self.app, self.secrets, self.hosts = app, secrets, frozenset(hosts)

    async def __call__(self, scope, receive, send):
        """Answer, or let in."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers)

        async def guarded(message):
            if message["type"] == "http.response.start":
                told = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"]] + [
                    (name.encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.encode() not in told
                ]
            await send(message)

        await (answer or self.app)(scope, receive, guarded)

    def _refusal(self, scope, headers):
        """What is answered instead; None for whoever is let in."""
        if not self._is_own_host(headers.getlist("host")):
            return PlainTextResponse("This name is not the studio's.", 421)
        if len(headers.getlist("content-length")) > 1:
            return PlainTextResponse("A request has one length.", 400)
        if scope["path"].startswith(OPEN) and scope["method"] in SAFE:
            return None
        said = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=100)
        if scope["path"] == "/" and "token" in said:
            return self._entry(said["token"])
        given = headers.getlist("authorization")
        if given:
            scheme, _, token = given[0].partition(" ")
            if len(given) == 1 and scheme.lower() == "bearer" and self._is(token, "token"):
                scope.setdefault("state", {})["by_cookie"] = False
                return None
            return PlainTextResponse("This is not the token.", 401)
        if not any(self._is(value, "cookie") for value in _cookies(headers)):
            return PlainTextResponse(ASKS, 401)
        scope.setdefault("state", {})["by_cookie"] = True
        if scope["method"] not in SAFE and not self._is_own_page(headers):
            return PlainTextResponse("This came from another site.", 403)
        return None

    def _is_own_host(self, hosts):
        said = HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
        return bool(said) and (said["name"] or said["address"]) in self.hosts

    def _is_own_page(self, headers):
        """Whether a change with the cookie comes from the studio; forms hold a word beside."""
        host = headers["host"].lower()
        origins = [origin.lower() for origin in headers.getlist("origin")]
        if any(origin not in (f"http://{host}", f"https://{host}") for origin in origins):
            return False
        return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")

    def _entry(self, tokens):
        """The token is right: a cookie, and an address without it."""
        if len(tokens) != 1 or not self._is(tokens[0], "token"):
            return PlainTextResponse("This is not the token.", 401)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, self.secrets.cookie, httponly=True, samesite="strict")
        return answer

    def _is(self, given, kind):
        return hmac.compare_digest(
            given.strip().encode(errors="replace"), getattr(self.secrets, kind).encode()
        )


def is_word(secrets, given) -> bool:
    """Whether a text is the word in the studio's own forms."""
    return isinstance(given, str) and hmac.compare_digest(
        given.encode(errors="replace"), secrets.word.encode()
    )


def _cookies(headers):
    for line in headers.getlist("cookie"):
        try:
            cookie = SimpleCookie(line).get(COOKIE)
        except CookieError:
            continue
        if cookie is not None:
            yield cookie.value
