"""Values that live in one process, and that no file can hold."""

from __future__ import annotations

import re

_LIVE = re.compile(
    r"^(boto3|botocore|threading|multiprocessing|concurrent|queue|asyncio|socket|pyspark|h5py|zipfile|matplotlib\.animation)\."
    r"|^(types\.GeneratorType|io\.IOBase|sagemaker\.Session)$"
    r"|(Client|Connection|Cursor|Engine|Lock)$"
)


def is_live(kind: str) -> bool:
    """Whether a type is one of clients, connections, locks, generators or open files.

    Source: Python, "pickle: What can be pickled and unpickled?"; boto3, "Clients".
    """
    return bool(_LIVE.search(kind))
