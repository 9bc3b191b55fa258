#!/usr/bin/env python3
"""Checks the API's description from outside.

    ./openapi.py FILE|URL      is it an OpenAPI 3.1 document, and are its schemas JSON Schema 2020-12?

Needs the package openapi-spec-validator. Exit: 0 it is, 1 it is not, 64 usage.
"""
import json
import sys
import urllib.request

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator


def read(place):
    if place.startswith(("http://", "https://")):
        with urllib.request.urlopen(place) as answer:
            return json.load(answer)
    with open(place, encoding="utf-8") as file:
        return json.load(file)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    document = read(sys.argv[1])
    faults = [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in OpenAPIV31SpecValidator(document).iter_errors()]
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        try:
            Draft202012Validator.check_schema(schema)
        except Exception as error:
            faults.append(f"{name}: {error}")
    for fault in faults:
        print(fault[:400])
    operations = sum(len(item) for item in document.get("paths", {}).values())
    print(f"{operations} operations, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
