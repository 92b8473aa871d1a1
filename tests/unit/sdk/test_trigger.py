"""What the plain webhook answers."""

from __future__ import annotations

import pytest

from trunkline.sdk import InputError, Response
from trunkline.sdk.webhook import AnswerInputs, answer_of


@pytest.mark.parametrize("empty", [{}, {"body": "", "contentType": "", "headers": [], "statusCode": ""}])
def test_a_webhook_whose_answer_is_left_empty_answers_as_the_platform_does(empty: dict[str, object]):
    assert answer_of(AnswerInputs.clean(empty)) is None


def test_a_webhook_answers_what_its_inputs_say():
    inputs = AnswerInputs.clean({"body": "ok", "contentType": "text/plain", "headers": {"A": "b"}, "statusCode": "202"})
    assert answer_of(inputs) == Response(status_code=202, content_type="text/plain", headers={"A": "b"}, body="ok")


def test_a_webhook_may_change_the_status_alone():
    assert answer_of(AnswerInputs.clean({"statusCode": "202"})) == Response(status_code=202)


def test_a_webhook_refuses_a_status_that_is_none():
    with pytest.raises(InputError, match="from 200 to 599"):
        answer_of(AnswerInputs.clean({"statusCode": "99"}))
