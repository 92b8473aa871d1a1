"""What of a request reaches the steps, whatever it carries."""

from __future__ import annotations

import pytest

from tests.factories.definitions import step, webhook_flow
from tests.factories.deployed import deployed_flow
from tests.integration.executions.road import Road, id_of
from trunkline.db.models import Status

FILE = bytes(range(256))
PART = b"--edge\r\nContent-Disposition: form-data; name=%s\r\n%s\r\n%s\r\n"
FORM_BODY = (
    PART % (b'"order"', b"Content-Type: application/json\r\n", '{"id": 7, "city": "Köln"}'.encode())
    + PART % (b'"note"', b"", b"leave at the door")
    + PART % (b'"scan"; filename="scan.bin"', b"Content-Type: application/octet-stream\r\n", FILE)
    + b"--edge--\r\n"
)


def of(data: object, content_type: str) -> dict[str, object]:
    return {"data": data, "contentType": content_type}


@pytest.mark.parametrize(
    ("content_type", "body", "data"),
    [
        ("application/json", '{"id": "ä", "n": [1, 2.5, null, true]}'.encode(), {"id": "ä", "n": [1, 2.5, None, True]}),
        ("application/json; charset=utf-8", b"[]", []),
        ("application/vnd.api+json", b'"text"', "text"),
        ("application/json", b"123456789012345678901234567890", 123456789012345678901234567890),
        ("text/plain", "grüß".encode(), "grüß"),
        ("text/csv; charset=utf-8", b"a,b\n1,2\n", "a,b\n1,2\n"),
        ("application/xml", b"<order/>", "<order/>"),
        ("application/soap+xml", b"<e/>", "<e/>"),
        ("application/x-www-form-urlencoded", b"a=1&b=%C3%A4", "a=1&b=%C3%A4"),
        ("application/octet-stream", FILE, FILE),
        ("image/png", b"\x89PNG\x00", b"\x89PNG\x00"),
        ("text/plain", b"\xff\xfe", b"\xff\xfe"),  # it says text, and is none
        ("", b"untold", "untold"),
        ("application/json", b"", None),
        ("multipart/form-data; boundary=edge", b"", None),
        ("", b"", None),
    ],
)  # fmt: skip
async def test_a_body_reaches_the_steps_as_what_it_says_it_is(
    idle_road: Road, content_type: str, body: bytes, data: object
) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.post(running.path, content=body, headers={"content-type": content_type})

    given = await idle_road.given(id_of(answer))
    assert given["body"] == of(data, content_type)


async def test_the_parts_of_a_form_are_parsed_each_by_its_own_type(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)
    content_type = "multipart/form-data; boundary=edge"

    answer = await idle_road.http.post(running.path, content=FORM_BODY, headers={"content-type": content_type})

    given = await idle_road.given(id_of(answer))
    assert given["body"] == of(
        {
            "order": of({"id": 7, "city": "Köln"}, "application/json"),
            "note": of("leave at the door", "text/plain"),
            "scan": of(FILE, "application/octet-stream") | {"fileName": "scan.bin"},
        },
        content_type,
    )
    assert given["rawBody"] == of(FORM_BODY, content_type)


async def test_the_raw_body_of_json_is_its_text_unchanged(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)
    text = '{ "b":1,\n "a" : 1.0 }'

    answer = await idle_road.http.post(running.path, content=text, headers={"content-type": "application/json"})

    assert (await idle_road.given(id_of(answer)))["rawBody"] == of(text, "application/json")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_every_verb_of_webhooks_starts_the_flow(idle_road: Road, method: str) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.request(method, running.path)

    assert await idle_road.execution(id_of(answer)) is not None


async def test_query_parameters_arrive_decoded_and_repeated_ones_as_a_list(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.get(f"{running.path}?a=1&b=x&a=2&empty=&c=%C3%A4+%26&a=3")

    given = await idle_road.given(id_of(answer))
    assert given["queryParameters"] == {"a": ["1", "2", "3"], "b": "x", "empty": "", "c": "ä &"}


async def test_what_follows_the_id_in_the_path_is_the_path_fragment(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.post(f"{running.path}/orders/Zo%C3%AB/7")

    assert (await idle_road.given(id_of(answer)))["pathFragment"] == "orders/Zoë/7"


async def test_header_names_arrive_in_lower_case_repeated_values_joined_and_without_the_key(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database, api_keys=["secret-key"])

    answer = await idle_road.http.post(
        running.path, headers=[("X-Shop", "main"), ("Api-Key", "secret-key"), ("X-TAG", "a"), ("x-tag", "b")]
    )

    headers = (await idle_road.given(id_of(answer)))["headers"]
    assert isinstance(headers, dict)
    assert (headers["x-shop"], headers["x-tag"]) == ("main", "a, b")
    assert "secret-key" not in headers.values()


async def test_the_execution_id_comes_in_body_and_header(idle_road: Road) -> None:
    running = await deployed_flow(idle_road.database)

    answer = await idle_road.http.post(running.path, json={})

    assert answer.headers["prismatic-executionid"] == answer.json()["executionId"]
    assert answer.headers["content-type"] == "application/json"


async def test_a_nul_goes_through_the_whole_road(road: Road) -> None:
    message = {"type": "template", "value": "[{{$trigger.results.body.data.text}}]"}
    flow = webhook_flow("Orders", step("log", "writeLog", name="Say", inputs={"message": message}))
    running = await deployed_flow(road.database, flow)

    answer = await road.http.post(
        f"{running.path}/%00?q=%00", content=rb'{"text": "a\u0000b"}', headers={"content-type": "application/json"}
    )

    execution = await road.ended(id_of(answer))
    assert execution.status == Status.SUCCEEDED, execution.error
    assert "[a\ufffdb]" in await road.lines(execution.id)
    given = await road.given(execution.id)
    assert (given["pathFragment"], given["queryParameters"]) == ("\0", {"q": "\0"})


async def test_a_large_payload_lies_in_the_blob_store_and_the_flow_sees_all_of_it(road: Road) -> None:
    message = {"type": "template", "value": "{{$trigger.results.body.data.last}}"}
    flow = webhook_flow("Orders", step("log", "writeLog", name="Say", inputs={"message": message}))
    running = await deployed_flow(road.database, flow)

    answer = await road.http.post(running.path, json={"filling": "x" * 1_000_000, "last": "the end"})

    execution = await road.ended(id_of(answer))
    trigger = (await road.step_rows(execution.id))[0]
    assert (trigger.data, trigger.blob_key is not None) == (None, True)
    assert trigger.size_bytes > 1_000_000
    assert "the end" in await road.lines(execution.id)
