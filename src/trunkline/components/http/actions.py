"""The actions of the HTTP component."""

from __future__ import annotations

from dataclasses import replace

from trunkline.components.http.calls import call, request_of, with_data
from trunkline.components.http.inputs import AnyRequest, FormRequest, Read, Write
from trunkline.sdk import ActionResult, Context, Repeat, action


@action("GET Request", key="httpGet", inputs=Read, repeat=Repeat.SAFE)
async def http_get(context: Context, inputs: Read) -> ActionResult:
    """Read from an address."""
    return await call(context, inputs, request_of(context, inputs, "GET", inputs.url))


@action("HEAD Request", key="httpHead", inputs=Read, repeat=Repeat.SAFE)
async def http_head(context: Context, inputs: Read) -> ActionResult:
    """Read the headers that an address answers with."""
    return await call(context, inputs, request_of(context, inputs, "HEAD", inputs.url))


@action("POST Request", key="httpPost", inputs=Write, repeat=Repeat.KEYED)
async def http_post(context: Context, inputs: Write) -> ActionResult:
    """Send data to an address."""
    return await _send(context, inputs, "POST")


@action("PUT Request", key="httpPut", inputs=Write, repeat=Repeat.KEYED)
async def http_put(context: Context, inputs: Write) -> ActionResult:
    """Replace what is at an address."""
    return await _send(context, inputs, "PUT")


@action("PATCH Request", key="httpPatch", inputs=Write, repeat=Repeat.KEYED)
async def http_patch(context: Context, inputs: Write) -> ActionResult:
    """Change what is at an address."""
    return await _send(context, inputs, "PATCH")


@action("DELETE Request", key="httpDelete", inputs=Write, repeat=Repeat.KEYED)
async def http_delete(context: Context, inputs: Write) -> ActionResult:
    """Delete what is at an address."""
    return await _send(context, inputs, "DELETE")


@action("HTTP Request", key="httpRequest", inputs=AnyRequest, repeat=Repeat.KEYED)
async def http_request(context: Context, inputs: AnyRequest) -> ActionResult:
    """Call an address with any verb."""
    request = request_of(context, inputs, inputs.method, inputs.url)
    return await call(context, inputs, with_data(request, inputs.data))


@action("Form Data Request", key="httpPostFormData", inputs=FormRequest, repeat=Repeat.KEYED)
async def http_post_form_data(context: Context, inputs: FormRequest) -> ActionResult:
    """Send a form of fields and files to an address."""
    names = inputs.file_data_file_names
    files = {field: (names.get(field, field), file) for field, file in inputs.file_data.items()}
    request = request_of(context, inputs, inputs.http_method, inputs.url)
    return await call(context, inputs, replace(request, form=inputs.form_data, files=files))


async def _send(context: Context, inputs: Write, method: str) -> ActionResult:
    request = request_of(context, inputs, method, inputs.url)
    return await call(context, inputs, with_data(request, inputs.data))
