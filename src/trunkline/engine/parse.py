"""Definition text to a ``Definition``: the one parser. All problems are told in one go."""

from __future__ import annotations

from functools import partial

from trunkline.engine.check import check
from trunkline.engine.definition import (
    ConfigPage,
    ConfigVariable,
    Definition,
    PageElement,
)
from trunkline.engine.kinds import (
    CollectionType,
    DataType,
    ElementType,
    EndpointType,
    OnPremise,
    ScheduleType,
)
from trunkline.engine.parse_flow import read_flow
from trunkline.engine.parse_inputs import read_inputs, read_part, read_reference
from trunkline.engine.problems import InvalidDefinition, Problem, Problems
from trunkline.engine.reader import Fields
from trunkline.engine.tree import Table, line_at, read_tree

__all__ = ["InvalidDefinition", "Problem", "parse", "read"]

_VERSIONS = (6, 7)  # 6 differs in nothing that we read


def parse(text: str) -> Definition:
    """Read a definition and check every rule that needs no knowledge of components.

    Raises:
        InvalidDefinition: something is wrong; it carries all problems with path, line, reason and suggestion.
    """
    definition, problems = read(text)
    problems.raise_if_any()
    return definition


def read(text: str) -> tuple[Definition, Problems]:
    """Read a definition as far as it goes, with the problems found; for callers that look for more of them.

    Raises:
        InvalidDefinition: the text is no YAML, no table, or passes a limit, so there is nothing to go on with.
    """
    problems = Problems()
    root = read_tree(text, problems)
    if not isinstance(root, Table) or not root.entries:
        reason = "a definition is a table with keys such as name and flows"
        raise InvalidDefinition((Problem("", reason, root.line),))
    problems.line_at = partial(line_at, root)
    definition = _definition(Fields(root, "", problems))
    check(definition, problems)
    return definition, problems


def _definition(fields: Fields) -> Definition:
    definition = Definition(
        name=fields.required_text("name"),
        flows=tuple(map(read_flow, fields.tables("flows"))),
        definition_version=_version(fields),
        description=fields.text("description") or "",
        documentation=fields.text("documentation") or "",
        category=fields.text("category") or "",
        labels=fields.texts("labels"),
        version=fields.loose_text("version"),
        is_code_native=fields.flag("isCodeNative") or False,
        default_instance_profile=fields.text("defaultInstanceProfile"),
        endpoint_type=fields.choice("endpointType", EndpointType) or EndpointType.FLOW_SPECIFIC,
        preprocess_flow_name=fields.text("preprocessFlowName"),
        flow_name_field=read_reference(fields, "flowNameField"),
        external_customer_id_field=read_reference(fields, "externalCustomerIdField"),
        external_customer_user_id_field=read_reference(fields, "externalCustomerUserIdField"),
        config_variables=tuple(map(_config_variable, fields.tables("requiredConfigVars"))),
        config_pages=tuple(map(_config_page, fields.tables("configPages"))),
        rename_attributes=fields.json("renameAttributes"),
        import_metadata=fields.json("importMetadata"),
    )
    fields.close()
    return definition


def _version(fields: Fields) -> int:
    version = fields.number("definitionVersion", 0)
    if version is None:
        if fields.node("definitionVersion") is None:
            fields.wrong("definitionVersion", "is missing; this is format version 7")
    elif version not in _VERSIONS:
        fields.wrong("definitionVersion", f"version {version} of the format is not known; write 7")
    return version if version in _VERSIONS else 7


def _config_variable(fields: Fields) -> ConfigVariable:
    scoped = fields.text("useScopedConfigVar")
    variable = ConfigVariable(
        key=fields.required_text("key"),
        data_type=_data_type(fields, scoped=scoped is not None),
        stable_key=fields.text("stableKey"),
        description=fields.text("description") or "",
        header=fields.text("header"),
        default_value=fields.loose_text("defaultValue"),
        org_only=fields.flag("orgOnly"),
        meta=fields.json_table("meta"),
        collection_type=fields.choice("collectionType", CollectionType),
        pick_list=fields.texts("pickList"),
        schedule_type=fields.choice("scheduleType", ScheduleType),
        time_zone=fields.text("timeZone"),
        code_language=fields.text("codeLanguage"),
        data_source=read_part(fields, "dataSource"),
        detail_data_source=read_part(fields, "detailDataSource"),
        connection=read_part(fields, "connection"),
        on_premise=fields.choice("onPremiseConnectionConfig", OnPremise),
        use_scoped_config_var=scoped,
        inputs=read_inputs(fields, "inputs"),
        credential_types=fields.texts("credentialTypes"),
    )
    fields.close()
    return variable


def _data_type(fields: Fields, *, scoped: bool) -> DataType:
    found = fields.choice("dataType", DataType)
    if found is None and fields.node("dataType") is None and not scoped:
        fields.wrong("dataType", "is missing")
    return found or (DataType.CONNECTION if scoped else DataType.STRING)


def _config_page(fields: Fields) -> ConfigPage:
    page = ConfigPage(
        name=fields.required_text("name"),
        tagline=fields.text("tagline") or "",
        user_level_configured=fields.flag("userLevelConfigured") or False,
        elements=tuple(map(_page_element, fields.tables("elements"))),
    )
    fields.close()
    return page


def _page_element(fields: Fields) -> PageElement:
    kind = fields.choice("type", ElementType)
    if kind is None and fields.node("type") is None:
        fields.wrong("type", "is missing")
    element = PageElement(type=kind or ElementType.HTML, value=fields.loose_text("value") or "")
    fields.close()
    return element
