"""Runs functions of lambdas: reads requests as lines of JSON, and answers each with one line.

It is started with the seconds that a call may take, the bytes of memory that the process may use, and the folder of
the generated packages.
"""

import asyncio
import importlib
import inspect
import json
import os
import signal
import sys
import time
import traceback
import types


class OutOfTime(BaseException):
    """A call takes too long. It is no `Exception`, so that a lambda does not catch it by chance."""


class Refused(Exception):
    """Something is wrong with a function, and not in it."""


def plain(value):
    """What a value is as JSON, where the module `json` does not know."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    from pydantic_core import to_jsonable_python

    return to_jsonable_python(value)


class Driver:
    def __init__(self, seconds):
        self.seconds = seconds
        self.modules = {}
        self.texts = {}
        self.instances = {}
        self.bound = {}
        self.adapters = {}
        self.row = None
        self.said = time.monotonic()

    def module(self, path):
        """The module of a path, run once in each test."""
        if path not in self.modules:
            module = types.ModuleType(path)
            sys.modules[path] = module
            exec(compile(self.texts[path], path, "exec"), module.__dict__)
            self.modules[path] = module
        return self.modules[path]

    def function(self, call):
        """A function that is called, found in its module."""
        key = (call["derivation"], call["module"], call["class"], call["name"])
        if key in self.bound:
            return self.bound[key]
        module = self.module(call["module"])
        owner, name = call["class"], call["name"]
        if owner is None:
            function = getattr(module, name, None)
            if not callable(function):
                raise Refused(f"the module has no function `{name}`")
        else:
            kind = getattr(module, owner, None)
            if not isinstance(kind, type):
                raise Refused(f"the module has no class `{owner}`")
            instance = self.instances.get(call["derivation"])
            if type(instance) is not kind:
                instance = self.instances[call["derivation"]] = kind()
            function = getattr(instance, name, None)
            if not callable(function):
                raise Refused(f"the class `{owner}` has no method `{name}`")
        self.bound[key] = function
        return function

    def adapter(self, package, name):
        """What makes values of a generated type."""
        if (package, name) not in self.adapters:
            try:
                from pydantic import TypeAdapter
            except ImportError:
                raise Refused(
                    f"`{sys.executable}` has no pydantic, which the types of lambdas need: "
                    "`python3 -m pip install pydantic`"
                ) from None
            module = importlib.import_module(package)
            self.adapters[package, name] = TypeAdapter(getattr(module, name))
        return self.adapters[package, name]

    def arguments(self, call, row):
        package = call["package"]
        if call["reads"]:
            return [self.adapter(package, "Read" + call["transform"]).validate_python({"doc": row[0]})]
        register = self.adapter(package, "Register") if len(row) > 1 else None
        source = self.adapter(package, "Source" + call["transform"]).validate_python(row[0])
        return [source, *(register.validate_python(value) for value in row[1:])]

    async def listed(self, made):
        """The list that a function returns, promises or yields."""
        while inspect.isawaitable(made):
            made = await made
        if hasattr(made, "__aiter__"):
            return [one async for one in made]
        if isinstance(made, (list, tuple)):
            return list(made)
        if inspect.isgenerator(made):
            return list(made)
        raise Refused(f"the lambda returned {type(made).__name__}, and not a list")

    def begin(self, row):
        self.row = row
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
        # A sign of life, so that many slow calls are told from one that never ends.
        if time.monotonic() - self.said > 1:
            self.said = time.monotonic()
            say({"alive": True})

    async def call(self, call, rows):
        self.begin(None)
        if "text" in call:
            self.texts[call["module"]] = call["text"]
        function = self.function(call)
        lists = []
        for at, row in enumerate(rows):
            self.begin(at)
            made = function(*self.arguments(call, row))
            lists.append(json.dumps(await self.listed(made), default=plain, allow_nan=False))
        return "[" + ",".join(lists) + "]"

    async def flush(self, derivation):
        self.begin(None)
        flush = getattr(self.instances.get(derivation), "flush", None)
        made = await self.listed(flush()) if callable(flush) else []
        return json.dumps(made, default=plain, allow_nan=False)

    async def reset(self):
        self.begin(None)
        for instance in self.instances.values():
            reset = getattr(instance, "reset", None)
            if callable(reset):
                made = reset()
                if inspect.isawaitable(made):
                    await made
        self.instances.clear()
        self.bound.clear()
        for path in self.modules:
            sys.modules.pop(path, None)
        self.modules.clear()
        return "[]"

    def failure(self, error):
        """What is said about an error, with the places of the modules that it went through."""
        frames = [
            [frame.filename, frame.lineno, (getattr(frame, "colno", None) or 0) + 1]
            for frame in reversed(traceback.extract_tb(error.__traceback__))
            if frame.filename in self.texts
        ]
        if isinstance(error, SyntaxError) and error.filename in self.texts:
            frames = [[error.filename, error.lineno or 1, error.offset or 1]]
            message = f"syntax error: {error.msg}"
        elif isinstance(error, OutOfTime):
            message, frames = f"it took longer than {self.seconds:g}s", []
        elif isinstance(error, MemoryError):
            message, frames = "it needs more memory than it may use", []
        elif isinstance(error, Refused):
            message, frames = str(error), []
        else:
            message = f"{type(error).__name__}: {error}"
        return {"row": self.row, "error": message[:1000], "frames": frames[:5]}


def say(answer):
    PROTOCOL.write((answer if isinstance(answer, str) else json.dumps(answer)).encode() + b"\n")
    PROTOCOL.flush()


def expire(_signal, _frame):
    raise OutOfTime()


def main():
    seconds, memory, folder = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, OSError, ValueError):
        pass
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, expire)
    sys.path.insert(0, folder)
    driver = Driver(seconds)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            if "call" in request:
                work = driver.call(request["call"], request["rows"])
            elif "flush" in request:
                work = driver.flush(request["flush"])
            else:
                work = driver.reset()
            answer = '{"rows":' + loop.run_until_complete(work) + "}"
        except BaseException as error:
            answer = driver.failure(error)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        say(answer)


# What a lambda prints goes to the other stream, and not between the answers.
PROTOCOL = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)
main()
