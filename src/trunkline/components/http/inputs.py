"""The inputs of the HTTP actions, put together from their parts."""

from __future__ import annotations

from trunkline.sdk import Inputs
from trunkline.sdk.cleaning import to_file
from trunkline.sdk.fields import (
    anything,
    boolean,
    connection_input,
    integer,
    key_values,
    key_values_of,
    picklist,
    string,
)

DAY_MS = 86_400_000


class Method(Inputs):
    """The verb."""

    method = picklist(
        "Method",
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"],
        default="GET",
        comments="The verb.",
    )


class Url(Inputs):
    """The address."""

    url = string("URL", required=True, comments="The address to call.", example="https://api.example.com/orders")


class Body(Inputs):
    """The body."""

    data = anything(
        "Data",
        comments="The body: text as it is, a file as bytes, a structure as JSON or, by the header, a form.",
    )


class Form(Inputs):
    """The parts of a form."""

    form_data = key_values("Form data", comments="Fields of the form.")
    file_data = key_values_of("Files", to_file, comments="Fields of the form with the files to send.")
    file_data_file_names = key_values("File names", comments="Names of the files, by field; else the field's name.")
    http_method = picklist("Method", ["POST", "PUT", "PATCH"], default="POST", comments="The verb.")


class Options(Inputs):
    """What every HTTP action takes besides."""

    connection = connection_input("Connection", comments="Who calls; none for a service that does not ask.")
    headers = key_values("Headers", comments="Further headers of the request.")
    query_params = key_values("Query parameters", comments="Added to the address.")
    response_type = picklist(
        "Response type", ["json", "text", "binary"], default="json", comments="How to read the answer's body."
    )
    timeout = integer(
        "Timeout (ms)",
        minimum=1,
        maximum=DAY_MS,
        comments="How long an answer may take; empty: the step's own limit.",
    )
    include_full_response = boolean(
        "Full response", comments="Whether the result is {status, headers, data}, not the body alone."
    )
    max_retries = integer("Retries", default=0, minimum=0, maximum=10, comments="How often to try again.")
    retry_delay_ms = integer(
        "Retry delay (ms)",
        key="retryDelayMS",
        default=0,
        minimum=0,
        maximum=60_000,
        comments="How long to wait before trying again.",
    )
    retry_on_all_errors = boolean(
        "Retry on all errors",
        comments="Whether to try again after any status of 400 and up, not only 429 and 5xx.",
    )
    use_exponential_backoff = boolean("Exponential backoff", comments="Whether each wait is twice the one before.")
    ignore_ssl_errors = boolean("Ignore SSL errors", comments="Whether to accept a certificate that is not valid.")
    debug_request = boolean("Debug request", comments="Whether to log what is sent and what comes back.")


class Read(Url, Options):
    """A request without a body."""


class Write(Url, Body, Options):
    """A request with a body."""


class AnyRequest(Method, Url, Body, Options):
    """A request of any kind."""


class FormRequest(Url, Form, Options):
    """A request with a form of several parts."""
