from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.calling import Caller
from trunkline.web.api import BODY_BYTES

CREATE = """mutation ($input: CreateCustomerInput!) {
  createCustomer(input: $input) { customer { id } errors { field messages } } }"""


async def send(caller: Caller, content: bytes | str, path: str = "/api") -> httpx.Response:
    return await caller.http.post(path, content=content, headers=caller.headers)


@pytest.mark.parametrize("path", ["/api", "/api/"])
async def test_a_request_is_answered_with_and_without_a_slash(caller: Caller, path: str) -> None:
    answer = await send(caller, '{"query": "{ authenticatedUser { role { name } } }"}', path)
    assert answer.status_code == 200
    assert answer.json() == {"data": {"authenticatedUser": {"role": {"name": "Owner"}}}}


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}, {"Authorization": ""}]
)
async def test_without_a_valid_token_the_answer_is_401_in_json(
    http: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await http.post("/api", json={"query": "{ __typename }"}, headers=headers)
    assert answer.status_code == 401
    assert list(answer.json()) == ["errors"]
    assert "token" in answer.json()["errors"][0]["message"]


async def test_undeclared_variables_are_ignored(caller: Caller) -> None:
    assert await caller.ask("query ($first: Int) { users(first: $first) { totalCount } }", after=None, more={"x": 1})


@pytest.mark.parametrize(("value", "expected"), [("true", 0), ("false", 1), (True, 0), (None, 1)])
async def test_the_words_true_and_false_count_for_booleans(caller: Caller, value: Any, expected: int) -> None:
    await caller.create_customer(name="Northwind")
    found = await caller.ask("query ($is: Boolean) { customers(isSystem: $is) { totalCount } }", **{"is": value})
    assert found["customers"]["totalCount"] == expected


async def test_other_words_are_no_booleans(caller: Caller) -> None:
    message = await caller.message_of(
        "query ($is: Boolean) { customers(isSystem: $is) { totalCount } }", **{"is": "yes"}
    )
    assert "Boolean" in message


BAD_BODIES = [
    b"",
    b"{",
    b"[]",
    b'[{"query": "{ __typename }"}]',
    b'"text"',
    b"{}",
    b'{"query": 1}',
    b'{"query": "{ __typename }", "variables": []}',
    b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
    b'{"query": "{ __typename }", "variables": {"a": ["x\\u0000"]}}',
    b"\xff\xfe",
    b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
]


@pytest.mark.parametrize("body", BAD_BODIES)
async def test_a_body_that_is_no_request_is_400_in_json(caller: Caller, body: bytes) -> None:
    answer = await send(caller, body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


async def test_a_body_that_is_too_large_is_413(caller: Caller) -> None:
    answer = await send(caller, b" " * (BODY_BYTES + 1))
    assert answer.status_code == 413
    assert str(BODY_BYTES) in answer.json()["errors"][0]["message"]


async def test_a_body_without_a_length_is_read_up_to_the_limit(caller: Caller) -> None:
    async def endless():
        while True:
            yield b" " * 65536

    answer = await caller.http.post("/api", content=endless(), headers=caller.headers)
    assert answer.status_code == 413


async def test_get_is_refused_with_a_small_text(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, OPTIONS"
    assert answer.headers["content-type"].startswith("text/plain")


async def test_another_origin_may_ask_with_a_token_and_without_cookies(http: httpx.AsyncClient, caller: Caller) -> None:
    preflight = await http.options(
        "/api",
        headers={
            "Origin": "https://app.example.org",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    allowed = preflight.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed
    assert "access-control-allow-credentials" not in preflight.headers
    headers = {**caller.headers, "Origin": "https://app.example.org"}
    answer = await http.post("/api", json={"query": "{ __typename }"}, headers=headers)
    assert answer.headers["access-control-allow-origin"] == "*"
    refused = await http.post("/api", json={"query": "{ __typename }"}, headers={"Origin": "https://app.example.org"})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, "*")


async def test_a_mistake_in_the_document_is_told_with_its_place(caller: Caller) -> None:
    answer = await caller.post("{ customers { nodes { nam } } }")
    assert "data" not in answer
    [error] = answer["errors"]
    assert "Did you mean 'name'" in error["message"]
    assert error["locations"] == [{"line": 1, "column": 23}]
    assert error["extensions"] == {"code": "INVALID"}


async def test_what_is_not_there_leaves_no_data_and_says_so(caller: Caller) -> None:
    answer = await caller.post(
        '{ customer(id: "Q3VzdG9tZXI6MDFhMjA3NTEtZjAzMi03YmFjLTk1NjYtMDVhNjVjOGEzNTNm") { id } }'
    )
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {"code": "NOT_FOUND", "field": "id"}


async def test_a_query_of_several_fields_keeps_what_could_be_read(caller: Caller) -> None:
    answer = await caller.post('{ customer(id: "x") { id } organization { name } }')
    assert answer["data"]["customer"] is None
    assert answer["data"]["organization"]["name"]
    assert answer["errors"][0]["path"] == ["customer"]


async def test_a_mutation_that_fails_leaves_no_data_and_no_trace(caller: Caller) -> None:
    answer = await caller.post(
        """mutation ($input: CreateCustomerInput!) {
          createCustomer(input: $input) { customer { org { users(first: -1) { totalCount } } } } }""",
        {"input": {"name": "Northwind"}},
    )
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == "first must not be negative"
    assert (await caller.ask("{ customers { totalCount } }"))["customers"]["totalCount"] == 0


async def test_errors_of_one_mutation_undo_that_one_only(caller: Caller) -> None:
    answer = await caller.ask(
        """mutation {
          a: createCustomer(input: {name: "A"}) { customer { name } errors { field } }
          b: createCustomer(input: {name: "A"}) { customer { name } errors { field } }
          c: createCustomer(input: {name: "C"}) { customer { name } errors { field } } }"""
    )
    assert answer["b"] == {"customer": None, "errors": [{"field": "name"}]}
    assert (answer["a"]["customer"], answer["c"]["customer"]) == ({"name": "A"}, {"name": "C"})
    names = await caller.ask("{ customers { nodes { name } } }")
    assert [node["name"] for node in names["customers"]["nodes"]] == ["A", "C"]


async def test_a_document_says_which_operation_runs(caller: Caller) -> None:
    document = "query A { __typename } query B { organization { name } }"
    body = {"query": document, "operationName": "B"}
    answer = await caller.http.post("/api", json=body, headers=caller.headers)
    assert "organization" in answer.json()["data"]
    assert "operationName" in (await caller.post(document))["errors"][0]["message"]


async def test_a_document_that_is_too_deep_or_too_large_is_refused_before_it_runs(caller: Caller) -> None:
    deep = "{ authenticatedUser " + "{ org { users { nodes " * 6 + "{ id }" + " } } }" * 6 + " }"
    assert "levels deep" in await caller.message_of(deep)
    wide = (
        "{ "
        + " ".join(f"a{n}: users {{ nodes {{ org {{ users {{ nodes {{ id }} }} }} }} }}" for n in range(500))
        + " }"
    )
    assert "objects" in await caller.message_of(wide)
    tokens = "{ " + "__typename " * 30_000 + "}"
    assert "tokens" in await caller.message_of(tokens)
    nul = '{ customers(name: "\\u0000") { totalCount } }'
    assert "NUL" in await caller.message_of(nul)


async def test_the_schema_can_be_asked_for(caller: Caller) -> None:
    from graphql import build_client_schema, get_introspection_query, print_schema

    answer = await caller.ask(get_introspection_query())
    assert "RootMutation" in print_schema(build_client_schema(answer))


async def test_an_unknown_address_below_the_api_is_404_in_json(http: httpx.AsyncClient) -> None:
    for path in ("/api/nothing", "/auth/nothing", "/results", "/assets/nothing.js"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()) == (404, {"error": "there is nothing at this address"})


async def test_pages_have_the_headers_that_browsers_hold_them_to(http: httpx.AsyncClient) -> None:
    answer = await http.get("/customers/1")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


async def test_the_process_says_that_it_lives_and_what_it_lacks(http: httpx.AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"ok": True}
    answer = await http.get("/readyz")
    assert answer.json()["ok"] is (answer.status_code == 200)
    assert answer.json()["ok"] is (answer.json()["problems"] == [])
