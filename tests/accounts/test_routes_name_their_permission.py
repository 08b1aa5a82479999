"""A route that names no permission fails here: forbidden is the default."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from asa.accounts.permissions import RoutePermission

#: Routes of libraries; they are reached through our middleware and have their own tests.
LIBRARY_ROUTES = ("allauth.",)


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _routes(entry, path)
        else:
            yield path, entry


def test_every_route_names_a_permission():
    own = [(path, e) for path, e in _routes(get_resolver()) if not e.callback.__module__.startswith(LIBRARY_ROUTES)]
    assert own
    nameless = [path for path, e in own if not isinstance(getattr(e.callback, "permission", None), RoutePermission)]
    assert nameless == []


def test_every_route_of_ours_has_a_unique_name():
    names = [e.name for _, e in _routes(get_resolver()) if not e.callback.__module__.startswith(LIBRARY_ROUTES)]
    assert sorted(set(names)) == sorted(names)
