"""Which data a shell command brings, and which it takes away."""

from __future__ import annotations

import pytest

from nbprod.ledger.fetching import fetched
from nbprod.ledger.shell import split
from nbprod.place import Span

AT = Span(1, 0, 1, 9)


def moved(text: str) -> list[tuple[str, str, bool]]:
    every = (fetched(command) for command in split(text, AT))
    return [(one.kind, one.text, one.incoming) for one in every if one]


@pytest.mark.parametrize(
    ("text", "kind", "named"),
    [
        ("wget -q https://e.com/a.csv -O b.csv", "download", "https://e.com/a.csv"),
        ("wget -i list.txt", "download", "list.txt"),
        ("curl -L https://e.com/a | tar xz", "download", "https://e.com/a"),
        ("curl http://localhost:8080/ping", "api", "http://localhost:8080/ping"),
        ("curl -X POST https://e.com/a -d '{}'", "api", "https://e.com/a"),
        ("curl -H 'Authorization: Bearer x' https://e.com/a", "api", "https://e.com/a"),
        ("gdown --id abc", "download", "abc"),
        ("gdown -O a.zip abc", "download", "abc"),
        ("python -m gdown abc", "download", "abc"),
        ("kaggle datasets download -d a/b", "download", "a/b"),
        ("kaggle competitions download titanic", "download", "titanic"),
        ("gsutil -m cp -r gs://b/k .", "bucket", "gs://b/k"),
        ("gcloud storage cat gs://b/k", "bucket", "gs://b/k"),
        ("gcloud storage cp gs://a/k gs://b/k", "bucket", "gs://a/k"),
        ("aws s3 sync s3://b/k k", "bucket", "s3://b/k"),
        ("aws s3 cp --quiet s3://b/k k", "bucket", "s3://b/k"),
        ("s3cmd get s3://b/k", "bucket", "s3://b/k"),
        ("azcopy copy https://a.blob.core.windows.net/k .", "bucket", "https://a.blob.core.windows.net/k"),
        ("hdfs dfs -get /data/a", "bucket", "/data/a"),
        ("hf download --repo-type dataset a/b", "dataset", "a/b"),
        ("huggingface-cli download a/b", "model", "a/b"),
        ("bq query 'select 1'", "database", "select 1"),
        ("psql -c 'select * from t'", "database", "select * from t"),
        ("scp host:a.csv .", "download", "host:a.csv"),
        ("python -m spacy download en_core_web_sm", "model", "en_core_web_sm"),
        ("sudo wget https://e.com/a", "download", "https://e.com/a"),
        ("cd x && wget https://e.com/a; ls", "download", "https://e.com/a"),
        ("[ -e a ] || curl -O https://e.com/a", "download", "https://e.com/a"),
    ],
)  # fmt: skip
def test_what_comes_in(text: str, kind: str, named: str) -> None:
    assert moved(text) == [(kind, named, True)]


@pytest.mark.parametrize(
    "text",
    ["gsutil cp a.csv gs://b/k", "aws s3 cp a s3://b/k", "hdfs dfs -put a /b", "bq load d.t a.csv"],
)
def test_what_goes_out(text: str) -> None:
    assert [incoming for _, _, incoming in moved(text)] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "ls -la",
        "pip install wget",
        "gsutil ls gs://b",
        "aws s3 ls",
        "s3cmd --dry-run get s3://b/k",
        "echo 'wget https://e.com/a'",
        "rsync -a a/ b/",
        "kaggle --version",
        "# wget https://e.com/a",
        "sqlite3 a.db .tables",
        "",
    ],
)
def test_what_moves_nothing(text: str) -> None:
    assert moved(text) == []
