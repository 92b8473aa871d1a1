from __future__ import annotations

import pytest

from tests.factories import make_customer
from tests.integration.calling import Caller, make_caller
from trunkline.actor import Role
from trunkline.api import ids
from trunkline.db.models import Instance

CREATE = """mutation ($input: CreateCustomerInput!) {
  createCustomer(input: $input) { customer { id name } errors { field messages } clientMutationId } }"""
UPDATE = """mutation ($input: UpdateCustomerInput!) {
  updateCustomer(input: $input) { customer { name description externalId labels } errors { field messages } } }"""
DELETE = """mutation ($input: DeleteCustomerInput!) {
  deleteCustomer(input: $input) { customer { id name } errors { field messages } } }"""


async def test_a_new_customer_is_found_by_its_id(caller: Caller) -> None:
    made = await caller.create_customer(name="Northwind", description="Oats", externalId="nw-1", labels=["eu", "gold"])
    found = await caller.ask(
        """query ($id: ID!) { customer(id: $id) {
             id name description externalId labels isSystem org { id } createdAt } }""",
        id=made["id"],
    )
    customer = found["customer"]
    assert customer["createdAt"].endswith("+00:00")
    assert customer["org"]["id"] == ids.encode("Organization", caller.actor.org_id)
    assert {key: customer[key] for key in made} == made
    assert customer["isSystem"] is False


async def test_two_customers_cannot_have_one_name_and_the_error_names_the_field(caller: Caller) -> None:
    await caller.create_customer(name="Northwind")
    answer = await caller.ask(CREATE, input={"name": " Northwind ", "clientMutationId": "7"})
    assert answer["createCustomer"] == {
        "customer": None,
        "errors": [
            {"field": "name", "messages": ["another customer is called 'Northwind'; choose another name"]},
        ],
        "clientMutationId": "7",
    }


async def test_two_customers_cannot_have_one_external_id(caller: Caller) -> None:
    await caller.create_customer(name="Northwind", externalId="7")
    answer = await caller.ask(CREATE, input={"name": "Southwind", "externalId": "7"})
    [error] = answer["createCustomer"]["errors"]
    assert error["field"] == "externalId"
    assert "Northwind" in error["messages"][0]


async def test_customers_without_an_external_id_do_not_clash(caller: Caller) -> None:
    await caller.create_customer(name="A", externalId="")
    assert (await caller.create_customer(name="B", externalId=""))["externalId"] is None


async def test_two_organizations_may_have_customers_of_one_name(caller: Caller) -> None:
    other = await make_caller(caller.http, caller.database)
    await caller.create_customer(name="Northwind", externalId="1")
    assert (await other.create_customer(name="Northwind", externalId="1"))["name"] == "Northwind"


async def test_what_an_update_leaves_out_stays(caller: Caller) -> None:
    made = await caller.create_customer(name="Northwind", description="Oats", externalId="1", labels=["eu"])
    answer = await caller.ask(UPDATE, input={"id": made["id"], "name": "Southwind"})
    assert answer["updateCustomer"]["customer"] == {
        "name": "Southwind",
        "description": "Oats",
        "externalId": "1",
        "labels": ["eu"],
    }


async def test_null_takes_the_external_id_away(caller: Caller) -> None:
    made = await caller.create_customer(name="Northwind", externalId="1")
    answer = await caller.ask(UPDATE, input={"id": made["id"], "externalId": None})
    assert answer["updateCustomer"]["customer"]["externalId"] is None


async def test_a_customer_keeps_its_own_name(caller: Caller) -> None:
    made = await caller.create_customer(name="Northwind")
    answer = await caller.ask(UPDATE, input={"id": made["id"], "name": "Northwind", "description": "new"})
    assert answer["updateCustomer"]["errors"] == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "ok", "labels": ["a", None]}, "labels.1"),
    ],
)
async def test_a_wrong_input_is_told_by_field(caller: Caller, given: dict[str, object], field: str) -> None:
    answer = await caller.ask(CREATE, input=given)
    assert answer["createCustomer"]["customer"] is None
    assert [error["field"] for error in answer["createCustomer"]["errors"]] == [field]


async def test_an_id_of_another_type_is_told_by_field(caller: Caller) -> None:
    wrong = ids.encode("Instance", caller.actor.org_id)
    answer = await caller.ask(UPDATE, input={"id": wrong, "name": "x"})
    [error] = answer["updateCustomer"]["errors"]
    assert error == {"field": "id", "messages": ["this is the id of a Instance; give the id of type Customer"]}


async def test_a_customer_without_instances_can_be_deleted(caller: Caller) -> None:
    made = await caller.create_customer(name="Northwind")
    gone = await caller.ask(DELETE, input={"id": made["id"]})
    assert gone["deleteCustomer"]["customer"] == {"id": made["id"], "name": "Northwind"}
    assert "no customer" in await caller.message_of("query ($id: ID!) { customer(id: $id) { id } }", id=made["id"])


async def test_a_customer_with_instances_is_kept_and_they_are_counted(caller: Caller) -> None:
    from tests.factories.deployments import make_integration

    customer = await make_customer(caller.database, caller.actor.org_id, name="Northwind")
    integration = await make_integration(caller.database, caller.actor.org_id)
    async with caller.database.engine_session() as session:
        session.add_all(
            Instance(
                org_id=caller.actor.org_id,
                customer_id=customer.id,
                integration_id=integration.id,
                name=name,
                config_state="FULLY_CONFIGURED",
            )
            for name in ("a", "b")
        )
    answer = await caller.ask(DELETE, input={"id": ids.encode("Customer", customer.id)})
    assert answer["deleteCustomer"]["errors"] == [
        {"field": "id", "messages": ["customer 'Northwind' has 2 instances; delete them first"]}
    ]


async def test_a_viewer_changes_nothing(caller: Caller) -> None:
    viewer = await make_caller(caller.http, caller.database, role=Role.VIEWER)
    answer = await viewer.ask(CREATE, input={"name": "Northwind"})
    [error] = answer["createCustomer"]["errors"]
    assert error["field"] == "__all__"
    assert "viewer" in error["messages"][0]


async def test_labels_in_use_are_listed_once(caller: Caller) -> None:
    await caller.create_customer(name="A", labels=["gold", "eu", "eu", " "])
    await caller.create_customer(name="B", labels=["gold"])
    assert await caller.ask("{ customerLabels }") == {"customerLabels": ["eu", "gold"]}


FILTERS = [
    ('name: "Alpha"', ["Alpha"]),
    ('name_Icontains: "LPH"', ["Alpha"]),
    ('name_Icontains: "%"', ["50% off"]),
    ('name_Icontains: "_"', []),
    ('description_Icontains: "grain"', ["Alpha", "Beta"]),
    ('externalId: "b-1"', ["Beta"]),
    ('labels_Contains: "eu"', ["Alpha", "Beta"]),
    ("isSystem: false", ["50% off", "Alpha", "Beta"]),
    ("isSystem: true", []),
    ('name: null, after: ""', ["50% off", "Alpha", "Beta"]),
]


@pytest.mark.parametrize(("arguments", "names"), FILTERS)
async def test_customers_are_filtered(caller: Caller, arguments: str, names: list[str]) -> None:
    await caller.create_customer(name="Alpha", description="Grain", labels=["eu"])
    await caller.create_customer(name="Beta", description="grains", externalId="b-1", labels=["us", "eu"])
    await caller.create_customer(name="50% off")
    found = await caller.ask(
        f"{{ customers(orderBy: {{field: NAME, direction: ASC}}, {arguments}) {{ nodes {{ name }} totalCount }} }}"
    )
    assert [node["name"] for node in found["customers"]["nodes"]] == names
    assert found["customers"]["totalCount"] == len(names)
