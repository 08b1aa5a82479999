"""Following links: what somebody who is signed in can click on, page by page."""

import re
from collections import Counter
from collections.abc import Collection
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')


def crawl(client: Client, starts: Collection[str], per_route: int, leave_out: Collection[str]) -> tuple[int, list[str]]:
    """Follow the links from `starts` on; return the number of opened pages and what is wrong: "status page from".

    Wrong are dead ones, and answers (files and redirects too) that the browser may keep.

    Pages of one route are alike, so that `per_route` of each are opened. `leave_out` names routes that are not
    followed (signing out, slow files).
    """
    waiting = [(start, "") for start in starts]
    seen, routes, dead, opened = set(starts), Counter[str](), [], 0
    while waiting:
        address, source = waiting.pop(0)
        route = route_of(address)
        if route in leave_out or routes[route] >= per_route:
            continue
        routes[route] += 1
        opened += 1
        response = client.get(address)
        if response.status_code >= 400:
            dead.append(f"{response.status_code} {address} ({route}) from {source}")
        if "no-store" not in response.get("Cache-Control", ""):
            dead.append(f"may be stored: {address} ({route}) from {source}")
        for link in links_of(response, address):
            if link not in seen:
                seen.add(link)
                waiting.append((link, address))
    return opened, dead


def route_of(address: str) -> str:
    """Return the name of the route of an address, or "" if there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def links_of(response, address: str) -> list[str]:
    """Return the addresses of this site that a page links to, or the one that it leads on to."""
    if response.status_code in (301, 302):
        found = [response["Location"]]
    elif response.status_code == 200 and response["Content-Type"].startswith("text/html"):
        found = [unescape(link) for link in LINK.findall(response.content.decode())]
    else:
        return []
    absolute = [urldefrag(urljoin(address, link)).url for link in found if link and not link.startswith("#")]
    return [link for link in absolute if link.startswith("/") and not link.startswith("//")]
