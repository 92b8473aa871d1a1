"""Collection tools: lists and objects."""

from trunkline.components.collection_tools.aggregate import aggregate
from trunkline.components.collection_tools.elements import (
    append,
    chunks,
    concatenate,
    count,
    create,
    de_duplicate,
    first,
    flatten,
    last,
    length,
    remove,
    select_item_from_list,
    take_first,
    take_last,
)
from trunkline.components.collection_tools.functions import filter_list, map_list, sort
from trunkline.components.collection_tools.objects import (
    add_key,
    add_multiple_keys,
    combine_collections,
    create_object,
    field_value_mapping,
    from_object,
    to_object,
)
from trunkline.components.collection_tools.validate import validate_json_schema
from trunkline.sdk import Component

component = Component(
    key="collection-tools",
    label="Collection Tools",
    description="Make, filter, map, sort and check lists and objects.",
    category="Logic",
    actions=[
        add_key,
        add_multiple_keys,
        aggregate,
        append,
        chunks,
        combine_collections,
        concatenate,
        count,
        create,
        create_object,
        de_duplicate,
        field_value_mapping,
        filter_list,
        first,
        flatten,
        from_object,
        last,
        length,
        map_list,
        remove,
        select_item_from_list,
        sort,
        take_first,
        take_last,
        to_object,
        validate_json_schema,
    ],
)
