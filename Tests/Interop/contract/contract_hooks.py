"""What schemathesis cannot know of the API by its description alone."""

import re
import uuid

import schemathesis

# As the server says that something has not the described shape.
SHAPE = re.compile(
    r"This should be |This is missing|There is no such field|There is no such parameter"
    r"|has no value that it can have|is missing\. Add it"
)


def is_of_the_described_shape(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.hook
def before_call(context, case, kwargs):
    """A command of the described shape goes under a key of its own: under a used one nothing of it would be looked at."""
    if is_of_the_described_shape(case):
        for name in list(case.headers or {}):
            if name.lower() == "idempotency-key":
                case.headers[name] = str(uuid.uuid4())


@schemathesis.check
def described_shape(ctx, response, case):
    """A request of the described shape is never refused for its shape: the description says all that there is to say."""
    if not is_of_the_described_shape(case) or response.status_code not in (400, 422):
        return
    # Its path has several parts, which OpenAPI 3.1 cannot describe: a slash within one parameter is refused.
    if case.operation.definition.raw.get("operationId") == "readTile":
        return
    problem = response.json()
    faults = [f"{e['pointer']}: {e['detail']}" for e in problem.get("errors", []) if SHAPE.search(e["detail"])]
    if response.status_code == 400 or faults:
        raise AssertionError("; ".join(faults) or problem.get("detail") or problem["title"])
