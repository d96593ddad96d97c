# Writes the records of the vectors (a file named in the first argument) as the Python probe does, into a stream in the
# folder of the second argument.
import json
import sys

sys.path.insert(0, sys.argv[3])
from thread_view_probe import wire  # noqa: E402
from thread_view_probe.endpoint import Endpoint  # noqa: E402
from thread_view_probe.stream import ProcessStream  # noqa: E402

with open(sys.argv[1], encoding="utf-8") as opened:
    vectors = json.load(opened)
names = {
    "hello": wire.HELLO,
    "codeBegins": wire.CODE_BEGINS,
    "uncaught": wire.UNCAUGHT,
    "exitCalled": wire.EXIT_CALLED,
    "exit": wire.EXIT,
    "childSpawned": wire.CHILD_SPAWNED,
    "vitals": wire.VITALS,
    "lost": wire.LOST,
}
stream = ProcessStream(Endpoint(vectors["token"], 8_000_000, 0, sys.argv[2]), "1-0-a")
assert stream.is_open
for each in vectors["records"]:
    fields = [float("nan") if field is None else float(field) for field in each["fields"]]
    packed = wire.record(names[each["kind"]], each["detail"], each["id"], each["timeNs"], fields, each["text"])
    stream.tell(0, packed, True)
