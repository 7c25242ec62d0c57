"""Addresses of FHIR, below `/fhir/<fund>/`. Whatever is asked there, the answer is FHIR."""

from django.urls import path, re_path

from socle.api.fhir import endpoints as at
from socle.api.fhir.serving import open_to_all, served, unknown

_ask = served("POST", at.check_eligibility, at.question_asked)

urlpatterns = [
    path("<str:fund>/metadata", open_to_all(at.metadata), name="fhir-metadata"),
    path("<str:fund>/Patient", served("GET", at.find_patients, at.patients_asked)),
    path("<str:fund>/Patient/<str:number>", served("GET", at.read_patient)),
    path("<str:fund>/RelatedPerson", served("GET", at.find_related, at.related_asked)),
    path("<str:fund>/RelatedPerson/<str:key>", served("GET", at.related_by_id)),
    path("<str:fund>/Coverage", served("GET", at.find_covers, at.covers_asked)),
    path("<str:fund>/Coverage/<str:key>", served("GET", at.coverage_by_id)),
    path("<str:fund>/CoverageEligibilityRequest", _ask),
    path("<str:fund>/CoverageEligibilityRequest/$submit", _ask),
    re_path(r"", unknown),
]
