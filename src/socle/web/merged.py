"""Pages of a number that was merged: each leads to the same page of the number that is kept."""

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from socle.registry.queries.merging import merge_of
from socle.registry.types.merging import Merge
from socle.web.reading import Reading


@dataclass(frozen=True, slots=True)
class MergedPage:
    """A page of a person, and the other numbers that this person has or had."""

    page: str
    number: str
    merge: Merge
    came_from: str

    @property
    def leads_elsewhere(self) -> bool:
        return self.merge.leads_elsewhere(self.number)


def merged_page(request: HttpRequest, page: str, number: str, read: Reading) -> MergedPage:
    """A page of a person by the name of its address, as known at the instant of a reading."""
    merge = merge_of(number=number, known_at=read.known_at)
    came_from = request.GET.get("merged", "")
    return MergedPage(page, number, merge, came_from if came_from in merge.merged else "")


def elsewhere(request: HttpRequest, here: MergedPage, read: Reading) -> HttpResponse | None:
    """The way to the kept number's page, unless the file itself was asked for by `?own=1`."""
    if not here.leads_elsewhere or request.GET.get("own") == "1":
        return None
    said = f"{read.query}&" if read.query else "?"
    address = reverse(here.page, args=[here.merge.kept])
    return redirect(f"{address}{said}merged={quote(here.number)}")
