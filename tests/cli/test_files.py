"""Files by commands: given to an act, made by one, and what a deposit answers in writing."""

import json
from pathlib import Path

import pytest
from tests.live import Site, socle


@pytest.mark.slow
def test_prefilled_files_rejects_and_receipts_go_through_commands(
    site: Site, tmp_path: Path
) -> None:
    data, files = site.data, tmp_path / "files"
    employer = site.shown["funds"][1]["example_employer"]
    fields = tmp_path / "fields.json"
    fields.write_text(
        json.dumps({"employer": employer, "month": "2020-01", "effective_on": "2020-01-25"}),
        "utf-8",
    )
    issue = ["act", "issue_prefill", "--fund", "cnss-ma", "--from", str(fields), "--key", "one"]
    for status in ("done", "already_done"):
        issued = json.loads(socle(*issue, "--save", str(files), "--json", data=data).stdout)
        assert (issued["status"], issued["subject"], issued["errors"]) == (status, employer, [])
        [made] = issued["saved"]
    assert Path(made).name == f"AFFEBDS_{employer}_202001.txt"
    load = ["act", "load_prefill", "--fund", "cnss-ma", "--file", made, "--key", "two", "--json"]
    for status in ("done", "already_done"):
        assert json.loads(socle(*load, data=data).stdout)["status"] == status
    rejects, receipt = tmp_path / "rejects.csv", tmp_path / "receipt.txt"
    answers = ["--fund", "cnss-ma", "--rejects", str(rejects), "--receipt", str(receipt)]
    refused = socle("declare", made, *answers, "--json", data=data)
    assert (refused.returncode, json.loads(refused.stdout)["status"]) == (2, "refused")
    assert "declaration.prefilled_only" in rejects.read_text("utf-8-sig")
    assert not receipt.exists()
    nil = ["declare", "--nil", "2030-01", "--employer", employer, "--fund", "cnss-ma"]
    early = json.loads(socle(*nil, "--json", data=data).stdout)
    assert (early["status"], early["errors"][0]["code"]) == (
        "refused",
        "declaration.month_to_come",
    )
    assert socle("declare", "--nil", "2026-01", "--fund", "cnss-ma", data=data).returncode == 2
    lost = socle("declare", made, "--rejects", str(tmp_path / "no" / "r.csv"), data=data)
    assert lost.returncode == 2
