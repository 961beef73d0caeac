//! What a module needs beside its types: printed where it is used, and nowhere else.

/// A part of a module, with the name by which it is used, and the parts that it needs.
pub(super) struct Helper {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

/// All of them, in the order in which they are printed.
pub(super) const HELPERS: &[Helper] = &[
    Helper { name: "T", text: "T = TypeVar(\"T\")" },
    Helper {
        name: "_whole",
        text: "\
def _whole(value: Any) -> Any:
    \"\"\"`1.0` is an integer of JSON Schema.\"\"\"
    is_whole = isinstance(value, float) and value.is_integer()
    return int(value) if is_whole else value",
    },
    Helper { name: "Integer", text: "Integer = Annotated[int, Strict(), BeforeValidator(_whole)]" },
    Helper { name: "Number", text: "Number = StrictInt | StrictFloat" },
    Helper {
        name: "_present",
        text: "\
def _present(value: T) -> T:
    \"\"\"A property that may be absent is not null all the same.\"\"\"
    if value is None:
        raise ValueError(\"it may be absent, but not null\")
    return value",
    },
    Helper { name: "Omittable", text: "Omittable = Annotated[T | None, AfterValidator(_present)]" },
    Helper {
        name: "_refuse",
        text: "\
def _refuse(value: Any) -> Any:
    raise ValueError(\"no value is allowed here\")",
    },
    Helper { name: "Never", text: "Never = Annotated[Any, AfterValidator(_refuse)]" },
    Helper {
        name: "_same",
        text: "\
def _same(left: Any, right: Any) -> bool:
    \"\"\"Equality of JSON values: `1` is `1.0`, and not `true`.\"\"\"
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return bool(left == right)",
    },
    Helper {
        name: "_one_of",
        text: "\
def _one_of(*values: Any) -> AfterValidator:
    \"\"\"These values alone.\"\"\"

    def check(value: Any) -> Any:
        if not any(_same(value, one) for one in values):
            raise ValueError(f\"expected one of {values}\")
        return value

    return AfterValidator(check)",
    },
    Helper {
        name: "_items",
        text: "\
def _items(types: Callable[[], list[Any]], least: int, most: int | None) -> PlainValidator:
    \"\"\"Lists of these types: of the first items, and last of all others.\"\"\"

    def check(values: Any) -> list[Any]:
        if not isinstance(values, list) or len(values) < least or (most is not None and len(values) > most):
            raise ValueError(f\"expected a list of {least} to {most} items\")
        adapters = [TypeAdapter(one) for one in types()]
        last = len(adapters) - 1
        return [adapters[min(at, last)].validate_python(value) for at, value in enumerate(values)]

    return PlainValidator(check)",
    },
    Helper {
        name: "_check_names",
        text: "\
def _check_names(model: BaseModel, patterns: list[tuple[str, Any]], rest: Any) -> None:
    \"\"\"Properties without a field of their own are of the types that their names say, or else of the rest.\"\"\"
    extra = model.model_extra if model.model_extra is not None else {}
    for name, value in extra.items():
        types = [one for pattern, one in patterns if re.search(pattern, name, re.ASCII)]
        for one in types or [rest]:
            extra[name] = TypeAdapter(one).validate_python(value)",
    },
];
