"""Credentials are found, placeholders are not, and no value is ever repeated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbprod.finding import Finding
from nbprod.flow.credentials import is_placeholder, is_secret

Put = Callable[..., tuple[Finding, ...]]

RANDOM = "k9Xw2LmQ47vTz81pRb3N"


@pytest.mark.parametrize(
    "source",
    [
        f"api_key = '{RANDOM}'",
        f"client = connect(token='{RANDOM}')",
        f"settings = {{'client_secret': '{RANDOM}'}}",
        f"import os\nos.environ['SERVICE_API_KEY'] = '{RANDOM}'",
        f"import os\nos.environ.setdefault('SERVICE_API_KEY', '{RANDOM}')",
        f"def connect(password='{RANDOM}'): ...",
        f"!export SERVICE_TOKEN={RANDOM}",
        f"%env SERVICE_TOKEN={RANDOM}",
        f"!tool login --password {RANDOM}",
        f'body = \'{{"password": "{RANDOM}"}}\'',
        f"url = 'postgresql://reader:{RANDOM}@db.internal/sales'",
        f"# hf_{RANDOM}{RANDOM}",
    ],
)
def test_a_credential_is_found_and_its_value_is_not_repeated(put: Put, source: str) -> None:
    (found,) = put("secret", source)
    assert RANDOM not in found.message
    assert not found.related


@pytest.mark.parametrize(
    "source",
    [
        "api_key = '<your key>'",
        "api_key = 'YOUR_API_KEY'",
        "api_key = 'xxxxxxxxxxxxxxxxxxxx'",
        "api_key = ''",
        "password = 'password'",
        "tokenizer = load(pad_token='[PAD]', eos_token='</s>')",
        "token = 'HUGGINGFACE_TOKEN'",
        "secret_name = 'prod/database/readonly-account-01'",
        "key = 'country_of_origin_2020'",
        "import os\npassword = os.environ['PASSWORD_2024']",
        "!export SERVICE_TOKEN=$TOKEN",
        "url = 'postgresql://user:password@host/db'",
        "url = f'postgresql://{user}:{password}@host/db'",
        "next_page_token = 'k9Xw2LmQ47vTz81pRb3N'",
    ],
)
def test_what_stands_for_a_credential_is_none(put: Put, source: str) -> None:
    assert put("secret", source) == ()


def test_an_output_is_found_without_hiding_the_cell_that_made_it(
    put: Put, cell: Callable[..., dict[str, object]]
) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": f"hf_{RANDOM}{RANDOM}"}
    (found,) = put("secret", cell("show()", output))
    assert found.place.span.column == found.place.span.end_column
    assert RANDOM not in found.message


@given(st.text(alphabet="abxX*.<>{}$_-", max_size=40))
def test_texts_without_chance_in_them_are_no_keys(text: str) -> None:
    assert not is_secret("api_key", text)


@given(st.from_regex(r"AKIA[0-9A-Z]{16}", fullmatch=True))
def test_a_placeholder_repeats_itself_or_says_so(text: str) -> None:
    assert is_placeholder(text) == (
        len(set(text)) < 9 or any(w in text for w in ("XXXX", "EXAMPLE", "YOUR", "12345678"))
    )
