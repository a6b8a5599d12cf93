import pytest
from pydantic import ValidationError

from stance.server.schemas import Limits, request_model


def test_request_takes_texts_and_partners():
    model = request_model(Limits())
    assert model(texts=["a"], partners=[["KZ"]]).partners == [["KZ"]]


@pytest.mark.parametrize(
    "body",
    [{"texts": []}, {"texts": ["a"] * 65}, {"texts": [1]}, {"texts": ["a"], "other": 1}, {}],
    ids=["none", "too many", "not a string", "unknown field", "missing"],
)
def test_request_refuses_what_the_limits_do_not_allow(body):
    with pytest.raises(ValidationError, match="validation error"):
        request_model(Limits())(**body)
