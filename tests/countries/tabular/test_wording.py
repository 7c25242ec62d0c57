"""Every code of the spreadsheets is worded in three languages, and no wording is left over."""

import re
from pathlib import Path

import yaml

import socle.countries.tabular
from socle.kernel.wording import catalogue

HERE = Path(socle.countries.tabular.__file__).parent
CODE = re.compile(r'"((?:tabular|workbook|field|file|insured)_[a-z_]+)"')
# Names of fields and of labels, which look like codes.
NAMES = {"insured_number", "insured_name"}


def test_what_is_raised_is_worded_and_what_is_worded_is_raised() -> None:
    raised = {code for path in HERE.glob("*.py") for code in CODE.findall(path.read_text("utf-8"))}
    worded = set(yaml.safe_load((HERE / "messages.yaml").read_text("utf-8")))
    assert worded - raised == set()
    assert raised - NAMES - set(catalogue()) == set()
