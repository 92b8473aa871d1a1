from trunkline.cli.follow import parse_events

STREAM = """event: hello
data: {}

: still here

event: executions
data: {"ids":
data: ["a"]}

data: bare

event: executions
data: never ended"""


def test_events_are_told_apart_and_comments_left_out():
    events = list(parse_events(STREAM.splitlines()))
    assert events == [("hello", "{}"), ("executions", '{"ids":\n["a"]}'), ("message", "bare")]


def test_an_event_without_data_is_none():
    assert list(parse_events(["event: executions", "", "data:x", ""])) == [("message", "x")]
