"""Files and addresses in code and in shell: which texts name one, and where it is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nbprod.finding import Finding

Put = Callable[..., tuple[Finding, ...]]


def told(put: Put, *cells: str) -> list[str]:
    """The paths that the family speaks of, in order."""
    found = put("hardcoded-path", *cells)
    return [one.message.split("`")[1] for one in found]


NO_FILES = {
    "a word beside a path": "figure.savefig(buffer, bbox_inches='tight', format='svg')",
    "an orientation of records": "rows.to_json(orient='records')",
    "a direction": "plot(rankdir='TB', zdir='z')",
    "a word in the place of a path": "trainer.test(model, ckpt_path='best')",
    "a folder within a repository": "Model.from_pretrained(name, subfolder='unet', cache_subdir='m')",
    "weights within a repository": "pipe.load_lora_weights('a/b', weight_name='c.safetensors')",
    "what stands before keys of a bucket": "prefix = 'demo/input/'",
    "a part of an option": "FOLDER = 'out'\nrun(['--rows=' + FOLDER + '/a.csv'])",
    "a part behind such": "prefix = 'demo'\nput(f'{prefix}/a.csv')",
    "a key of a bucket": "client.put(Key='demo/part.csv')",
    "the name of a format": "spark.read.format('com.example.csv')",
    "the rest of an address": "BASE = 'https://example.com/'\nget(BASE + 'raw/a.csv')",
    "the rest of an unknown address": "def load(base):\n    return get(f'{base}/raw/a.csv')",
    "a part behind an absolute folder": "import os\nopen(os.path.join('/srv', day, 'a.json'))",
    "a pattern below a folder": "def parts(folder):\n    return folder.glob('parts/*.csv')",
    "a name in a library's cache": "import keras\nkeras.utils.get_file('a.csv', origin=address)",
    "a here-document's end": '!cat > "$OUT" <<END',
    "a comment in shell": "!rm -rf $BUILD # if it already exists",
    "a pattern of names": "!find $ROOT -name '*.csv'",
    "a file in a folder of a variable": "%%writefile $FOLDER/task.py\npass",
    "an option of a magic": "%%writefile -a $NOTES\npass",
}


@pytest.mark.parametrize("cell", NO_FILES.values(), ids=NO_FILES.keys())
def test_no_relative_file_is(put: Put, cell: str) -> None:
    assert put("relative-file", cell) == ()


def test_what_a_download_is_put_into_is_a_file(put: Put) -> None:
    cell = "from urllib.request import urlretrieve\nurlretrieve(address, 'a.csv')"

    assert told(put, cell) == ["a.csv"]


def test_texts_of_a_here_document_are_no_commands(put: Put) -> None:
    cell = '%%bash\ncat > Dockerfile <<EOF\nCOPY ./model /srv/model\nEOF\ncp ./a.csv "$OUT"'

    assert told(put, cell) == ["Dockerfile", "./a.csv"]


def test_a_here_string_opens_no_document(put: Put) -> None:
    assert told(put, "%%bash\nread -r line <<< $TEXT\ncp ./a.csv $OUT") == ["./a.csv"]


def test_a_hash_in_quotes_begins_no_comment(put: Put) -> None:
    assert told(put, "!grep '# total' ./a.csv") == ["./a.csv"]


def test_alternatives_in_braces_are_one_word(put: Put) -> None:
    assert told(put, "!mkdir -p out/{raw,clean}") == ["out/{raw,clean}"]


def test_a_file_is_told_with_all_that_is_before_it(put: Put) -> None:
    cell = "SIZE = 'small'\nopen('rows_' + SIZE + '_all.csv')"

    assert told(put, cell) == ["rows_small_all.csv"]


@pytest.mark.parametrize(
    "text", ["f'{ROOT}/a.csv'", "ROOT + '/a.csv'", "os.path.join(ROOT, 'a.csv')"]
)
@pytest.mark.parametrize("root", ["data/", "/srv/data", "/content/data", "s3://data"])
def test_where_a_file_lies_is_told_once(put: Put, text: str, root: str) -> None:
    assert told(put, "import os", f"ROOT = '{root}'", f"open({text})") == [root]


@pytest.mark.parametrize("text", ["f'{topic}/a.csv'", "topic + '/a.csv'"])
def test_a_file_behind_a_word_that_is_no_folder_by_itself_is_told(put: Put, text: str) -> None:
    assert told(put, f"topic = 'rain'\nopen({text})") == ["rain/a.csv"]


@pytest.mark.parametrize("change", ["os.chdir('./lib')", "sys.path.append('./lib')"])
def test_what_changes_where_things_are_found_is_told_once(put: Put, change: str) -> None:
    assert len(put("hardcoded-path", f"import os, sys\n{change}")) == 1


DOWNLOADS = {
    "a command": "!wget -q https://example.org/a.zip",
    "a command of two lines": "!wget -q \\\n  https://example.org/a.zip",
    "a call": "from urllib.request import urlretrieve\nurlretrieve('https://example.org/a.zip', out)",
}


@pytest.mark.parametrize("cell", DOWNLOADS.values(), ids=DOWNLOADS.keys())
def test_an_address_is_told_once_where_it_is_downloaded_from(put: Put, cell: str) -> None:
    assert put("literal-url", cell) == ()
    assert len(put("untracked-download", cell)) == 1


def test_an_address_on_a_line_of_its_own_is_told_there(put: Put) -> None:
    cell = "from urllib.request import urlretrieve\nurl = 'https://example.org/a'\nurlretrieve(url, out)"

    assert [one.place.span.line for one in put("literal-url", cell)] == [2]


def test_an_address_of_a_program_is_told(put: Put) -> None:
    assert len(put("literal-url", "!wget https://example.org/install.sh")) == 1


def test_what_every_unix_has_is_no_path_of_one_machine(put: Put) -> None:
    assert put("absolute-path", "!/bin/bash $SCRIPT") == ()


def test_a_home_is_no_machine(put: Put) -> None:
    (home,), (machine,) = put("absolute-path", "open('~/a.csv')"), put(
        "absolute-path", "open('/srv/a')"
    )

    assert home.message == "`~/a.csv` exists in the home of one user only"
    assert machine.message == "`/srv/a` exists on this machine only"


NO_ADDRESSES = {
    "a scope": "connect(scopes=['https://www.googleapis.com/auth/cloud-platform'])",
    "a bucket that is not filled in": "BUCKET = ''\nput(f'gs://{BUCKET}/out')",
}


@pytest.mark.parametrize("cell", NO_ADDRESSES.values(), ids=NO_ADDRESSES.keys())
def test_no_address_is(put: Put, cell: str) -> None:
    assert put("hardcoded-path", cell) == ()
