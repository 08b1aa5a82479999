from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from asa.accounts.permissions import signed_in
from companies.catalogue.search import search_occupations, search_places


def _wants_json(request: HttpRequest) -> bool:
    """The type-ahead asks for JSON only; a browser that opens the address gets a page."""
    return not request.accepts("text/html") or request.GET.get("format") == "json"


@require_safe
@vary_on_headers("Accept")
@signed_in
def occupation_search(request: HttpRequest) -> HttpResponse:
    """Suggest occupations for `q`, as JSON for the type-ahead or as a page with a search field."""
    words = request.GET.get("q", "")
    hits = search_occupations(words)
    if _wants_json(request):
        results: list[dict[str, Any]] = [{"id": hit.name_id, "label": hit.name, "hint": hit.hint} for hit in hits]
        return JsonResponse({"results": results})
    return render(request, "companies/catalogue/occupation_search.html", {"words": words, "hits": hits})


@require_safe
@vary_on_headers("Accept")
@signed_in
def postcode_search(request: HttpRequest) -> HttpResponse:
    """Suggest places for the beginning of a postcode; `id` carries "place|Land" for the fields beside it."""
    words = request.GET.get("q", "")
    hits = search_places(words)
    if _wants_json(request):
        results = [
            {"id": f"{hit.place}|{hit.land}", "label": hit.postcode, "hint": f"{hit.place}, {hit.land_name}"}
            for hit in hits
        ]
        return JsonResponse({"results": results})
    return render(request, "companies/catalogue/postcode_search.html", {"words": words, "hits": hits})
