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
        ours, theirs = cast(\"list[Any]\", left), cast(\"list[Any]\", right)
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    if isinstance(left, dict) and isinstance(right, dict):
        one, other = cast(\"dict[str, Any]\", left), cast(\"dict[str, Any]\", right)
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
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
def _items(types: Callable[[], Any], least: int, most: int | None) -> PlainValidator:
    \"\"\"Lists of the types of a tuple: of the first items, and last of all others.\"\"\"

    def check(values: Any) -> list[Any]:
        items = TypeAdapter(list[Any]).validate_python(values)
        if len(items) < least or (most is not None and len(items) > most):
            raise ValueError(f\"expected a list of {least} to {most} items\")
        adapters = [TypeAdapter[Any](one) for one in get_args(types())]
        last = len(adapters) - 1
        return [adapters[min(at, last)].validate_python(item) for at, item in enumerate(items)]

    return PlainValidator(check)",
    },
    Helper {
        name: "_check_names",
        text: "\
def _check_names(model: BaseModel, patterns: list[str], types: Any) -> None:
    \"\"\"Properties without a field are of the types of the patterns that match them, or else of the last type.\"\"\"
    extra = model.model_extra if model.model_extra is not None else {}
    *matched, rest = get_args(types)
    for name, value in extra.items():
        pairs = zip(patterns, matched, strict=True)
        found = [one for pattern, one in pairs if re.search(pattern, name, re.ASCII)]
        for one in found or [rest]:
            extra[name] = TypeAdapter[Any](one).validate_python(value)",
    },
];
