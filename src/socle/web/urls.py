"""Addresses: nouns a person can read aloud. The API lives under `/api/`."""

from django.urls import include, path

from socle.web import (
    accounts,
    act_forms,
    acts,
    arrears,
    careers,
    certificates,
    declarations,
    deposits,
    desk,
    employers,
    events,
    evidence,
    home,
    my_account,
    notices,
    persons,
    queue,
    search,
    sign_in,
    users,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("health", home.health, name="health"),
    path("language", home.language, name="language"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("fund", sign_in.choose_fund, name="fund"),
    path("desk", desk.desk, name="desk"),
    path("search", search.search, name="search"),
    path("deposits", deposits.deposits, name="deposits"),
    path("deposits/new", deposits.new_deposit, name="new-deposit"),
    path("deposits/<str:number>", deposits.deposit, name="deposit"),
    path("deposits/<str:number>/faults.csv", deposits.faults, name="faults"),
    path("receipts/<str:number>.txt", deposits.receipt_text, name="receipt-text"),
    path("receipts/<str:number>", deposits.receipt, name="receipt"),
    path("declarations/<str:number>", declarations.declaration, name="declaration"),
    path("employers", employers.employers, name="employers"),
    path("employers/<str:number>", employers.employer, name="employer"),
    path("employers/<str:number>/account", accounts.account, name="account"),
    path("employers/<str:number>/statement", accounts.statement, name="statement"),
    path("employers/<str:number>/penalties", arrears.account_penalties, name="penalties"),
    path("employers/<str:number>/plan", arrears.account_plan, name="plan"),
    path(
        "employers/<str:number>/certificate", certificates.account_certificate, name="certificate"
    ),
    path("certificates/<str:number>", certificates.certificate_page, name="certificate-page"),
    path("verify", certificates.verify, name="verify"),
    path("verify/<str:code>", certificates.verify, name="verify-code"),
    path("aged-balance", arrears.aged_balance, name="aged-balance"),
    path("notices", notices.letters, name="notices"),
    path("notices/<str:number>", notices.letter, name="notice"),
    path("events", events.events, name="events"),
    path("persons/<str:number>", persons.person, name="person"),
    path("persons/<str:number>/career", careers.statement, name="career"),
    path("queue", queue.waiting, name="queue"),
    path("queue/group", queue.group, name="queue-group"),
    path("queue/replay", queue.replay, name="queue-replay"),
    path("acts", acts.acts, name="acts"),
    path("acts/new/<str:act_type_code>", act_forms.new_act, name="new-act"),
    path("acts/<str:number>", acts.act, name="act"),
    path("acts/<str:number>/reverse", acts.reverse_act, name="reverse-act"),
    path("acts/<str:number>/evidence/<int:document>", evidence.of_act, name="act-evidence"),
    path(
        "proposals/<str:number>/evidence/<int:document>",
        evidence.of_proposal,
        name="proposal-evidence",
    ),
    path("proposals/<str:number>", acts.proposal, name="proposal"),
    path("users", users.users, name="users"),
    path("users/<str:login>", users.user, name="user"),
    path("users/<str:login>/change", users.change_user, name="change-user"),
    path("my-account", my_account.my_account, name="my-account"),
    path("my-account/password", my_account.password, name="my-password"),
    path("my-account/end-session", my_account.end_session, name="end-my-session"),
    path("my-account/revoke-token", my_account.revoke_token, name="revoke-my-token"),
    path("api/", include("socle.api.urls")),
]

handler400 = "socle.web.errors.bad_request"
handler403 = "socle.web.errors.forbidden"
handler404 = "socle.web.errors.not_found"
handler500 = "socle.web.errors.server_error"
