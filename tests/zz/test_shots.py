import io, re, pathlib
from datetime import date
from django.test import Client
from django.utils import translation
from tests.conftest import *  # noqa
from tests.conftest import NOW
from tests import factories
from tests.contributions.files import dipe, handed_in, JANUARY
from tests.contributions.test_correctives import corrective
from socle.platform.access.types import Role
from socle.platform.access import operations as access
from socle.platform.access.scope import fund_scope
import socle
from socle.web import clock
OUT = pathlib.Path("/tmp/decl/shots"); OUT.mkdir(exist_ok=True)
CSS = "".join((pathlib.Path(socle.__file__).parent/"web/static/socle"/n).read_text() for n in ("tokens.css","components.css"))
def test_shots(own_database, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda c: date(2026, 4, 20))
    place = factories.agency("CM")
    factories.employer(place); factories.employer(place, "3210100565S", legal_name="Cimenterie du Nord")
    factories.person(place)
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)
    handed_in(place.accounts, dipe([200_000, 300_000]), key="january", on=date(2026, 2, 10))
    handed_in(place.accounts, dipe([200_000, 300_000], month=JANUARY+2), key="march", on=date(2026, 4, 18))
    c = corrective(clerk, dipe([250_000, 300_000, 90_000]), on=date(2026,4,20))
    pages = [("space", "/desk", clerk), ("changes", f"/deposits/{c.receipt}/changes", clerk), ("form", f"/declare/{factories.CM_EMPLOYER}/2026-02", clerk), ("choose", "/declare", place.accounts), ("missing", "/obligations", place.accounts), ("late", "/obligations?late=1", place.accounts), ("new", "/deposits/new", clerk)]
    for name, path, desk in pages:
        for lang in ("fr", "ar"):
            web = Client(headers={"accept-language": lang})
            assert web.login(username=desk.login, password=desk.login)
            r = web.get(path)
            save(f"{name}-{lang}", r)
    web = Client(headers={"accept-language": "fr"}); web.login(username=clerk.login, password=clerk.login)
    rows = {"insured_number": [factories.CM_PERSON, "X"], "insured_name": ["ALAOUI Fatima", "B"], "days": ["30", "12"], "wage": ["200 000", "75000"]}
    p = f"/declare/{factories.CM_EMPLOYER}/2026-02"
    save("checked-fr", web.post(p, rows | {"do": "check", "key": "k1"}))
    save("wrong-fr", web.post(p, rows | {"do": "check", "key": "k1", "days": ["45", "x"]}))
    r = web.post(p, rows | {"do": "deposit", "key": "k1"}); assert r.status_code == 302, r.content
    r = web.post(f"/deposits/{c.receipt}/changes"); assert r.status_code == 302
    save("after-fr", web.get(f"/deposits/{c.receipt}/changes"))
    r = web.get("/obligations.csv"); assert r.status_code == 200; print(r.content.decode())
    r = web.post(f"/declare/{factories.CM_EMPLOYER}/2026-02", {"do": "nil", "key": "k2"}); print(r.status_code, r.headers.get("Location"))
def save(name, r):
    assert r.status_code in (200, 422), (name, r.status_code, r.content[-3000:].decode())
    html = re.sub(r'<link[^>]*stylesheet[^>]*>', '', r.content.decode()).replace("</head>", f"<style>{CSS}</style></head>")
    (OUT / f"{name}.html").write_text(html)
