"""Credentials leave the code: no emitted file, plan or message holds one."""

from __future__ import annotations

import pytest

from nbprod.extract.packaging import package
from nbprod.report.plan import as_json, as_text
from stories import only_stage, planned

TOKEN = "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"
KEY = "Zk4vQ9xw7TbnM2pLr8Yd"

SAID = {
    "argument": f"client = connect(api_key='{KEY}')\nprint(client)",
    "variable": f"API_KEY = '{KEY}'\nprint(API_KEY)",
    "variable that is bound anew": f"api_key = '{KEY}'\napi_key = api_key.strip()\nprint(api_key)",
    "attribute": f"import rain\nrain.api_key = '{KEY}'",
    "environment": f"import os\nos.environ['RAIN_TOKEN'] = '{TOKEN}'\nimport rain\nprint(rain)",
    "magic": f"%env RAIN_TOKEN={TOKEN}",
    "magic by name": f"%env API_KEY={KEY}",
    "shell": f"!login --token {TOKEN}",
    "default": f"def login(token='{TOKEN}'):\n    return token\nprint(login())",
    "body": f"def login():\n    return '{TOKEN}'\nprint(login())",
    "class": f"class Client:\n    token = '{TOKEN}'\nprint(Client().token)",
    "part of a text": f"headers = {{'Authorization': 'Bearer {TOKEN}'}}\nprint(headers)",
    "formatted text": f"x = 1\nprint(f'Bearer {TOKEN} {{x}}')",
    "bytes": f"print(b'{TOKEN}')",
    "address": "import sqlalchemy\nengine = sqlalchemy.create_engine('mysql://me:Qr7xW2p@db/rain')",
    "variable of an address": "DB_URL = 'mysql://me:Qr7xW2p@db/rain'\nprint(DB_URL)",
    "variable below a long text": f"connect(api_key='''\n{TOKEN}\n\n''')\nAPI_KEY = '{KEY}'\nprint(API_KEY)",
    "comment": f"x = 1  # {TOKEN}\nprint(x)",
    "look": f"'{TOKEN}'\nprint(1)",
    "markdown": f"#md # Rain\n\nLog in with {TOKEN} and count the days of each year.",
    "formatted address": "db = 'rain'\nprint(f'mysql://me:Qr7xW2p@host/{db}')",
    "not ASCII": f"é = 'ü' + connect(token='{TOKEN}')\nprint(é)",
}


@pytest.mark.parametrize("cell", SAID.values(), ids=SAID)
def test_no_credential_is_copied_or_shown(cell: str) -> None:
    made = planned("def connect(**given):\n    return str(given)", cell, "print(2)")

    written = "\n".join(package(made).files.values()) + as_text(made) + as_json(made)
    for secret in (TOKEN, KEY, "Qr7xW2p"):
        assert secret not in written


def test_the_environment_is_asked_by_the_name_that_the_notebook_gave() -> None:
    made = planned("def connect(**given):\n    print(given)", f"connect(api_key='{KEY}')")

    (setting,) = made.settings
    assert (setting.kind, setting.env, setting.value) == ("secret", "API_KEY", "")
    assert 'connect(api_key=os.environ["API_KEY"])' in only_stage(package(made).files)


@pytest.mark.parametrize(
    ("cell", "code", "variable"),
    [
        (
            f"h = {{'Authorization': 'Bearer {TOKEN}'}}\nprint(h)",
            '("Bearer " + os.environ["HUGGING_FACE_TOKEN"])',
            "HUGGING_FACE_TOKEN",
        ),
        (
            "import sqlalchemy as s\ne = s.create_engine('mysql://me:Qr7xW2p@db/rain')",
            '"mysql://me:" + os.environ["MYSQL_PASSWORD"] + "@db/rain"',
            "MYSQL_PASSWORD",
        ),
        (
            f"%%writefile settings.py\nLEVEL = 1\nTOKEN = '{TOKEN}'",
            'LEVEL = 1\\nTOKEN = \'" + os.environ["HUGGING_FACE_TOKEN"]',
            "HUGGING_FACE_TOKEN",
        ),
    ],
    ids=["header", "address", "file"],
)
def test_what_stands_around_a_credential_stays(cell: str, code: str, variable: str) -> None:
    made = planned(cell, "print(2)")

    assert code in only_stage(package(made).files)
    assert [setting.env for setting in made.settings if setting.kind == "secret"] == [variable]


@pytest.mark.parametrize("code", ["password=args.pw", "token=args.load_2k4v9xQ7w_x8()"])
def test_code_that_asks_for_a_credential_is_left_as_it_is(code: str) -> None:
    made = planned("import lab\nargs = lab.args()", f"print(lab.connect({code}))")

    assert made.settings == ()
    assert code in only_stage(package(made).files)


def test_two_credentials_of_one_name_are_two_variables() -> None:
    other = KEY[::-1]
    cells = ("def connect(**given):\n    print(given)", f"connect(api_key='{KEY}')")

    made = planned(*cells, f"connect(api_key='{other}')", f"connect(key=1, api_key='{KEY}')")

    assert [s.env for s in made.settings] == ["API_KEY", "API_KEY_2"]


def test_a_setting_below_a_credential_of_several_lines_is_no_reason_to_refuse() -> None:
    made = planned(f"x = dict(a='''\n{TOKEN}\n\n''')\nHF_TOKEN = '{TOKEN}'\nprint(x, HF_TOKEN)")

    assert made.refused == ()
    assert {setting.env for setting in made.settings} == {"HUGGING_FACE_TOKEN", "HF_TOKEN"}


def test_what_is_made_up_around_a_credential_is_refused_with_its_reason() -> None:
    (refused,) = planned(f"print(f'Bearer {TOKEN} {{1}}')", "print(2)").refused

    assert "a credential stands inside of a longer text" in refused.reason


@pytest.mark.parametrize("text", ["your-api-key", "changeme", "<token>", "pad_token"])
def test_what_only_stands_for_a_credential_stays(text: str) -> None:
    made = planned(f"print(dict(api_key='{text}'))")

    assert made.settings == ()
    assert text in only_stage(package(made).files)
