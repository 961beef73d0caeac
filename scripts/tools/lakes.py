#!/usr/bin/env python3
"""Write files of a lake, and query an engine that reads them, for tests.

usage: lakes.py duckdb | clickhouse | spark | sqlglot

Reads requests from standard input, a JSON object a line, and answers each with one:

    {"write": {PATH: [LINE...] | null}}   files of gzip; null is a file that no engine can read
    {"sql": TEXT}                         a statement
    {"query": TEXT}                       a query, whose rows are answered; integers and dates are text
    {"rows": [[VALUE...]...]}
    {"error": TEXT}

`sqlglot` parses a query as the engine `dialect` of the request, and runs nothing.
"""
import gzip
import json
import os
import sys


class DuckDb:
    def __init__(self):
        import duckdb
        self.connection = duckdb.connect()

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()


class ClickHouse:
    def __init__(self):
        from chdb import session
        self.session = session.Session()
        self.session.query("CREATE DATABASE flowctl_test")
        self.session.query("USE flowctl_test")

    def rows(self, sql):
        try:
            text = str(self.session.query(sql, "JSONCompact"))
        except Exception:
            # The next answer begins with what was written of this one.
            self.session.query("SELECT 1", "JSONCompact")
            raise
        return json.loads(text)["data"] if text else []


class Spark:
    def __init__(self):
        from spark_session import start
        self.folder, self.spark = start()

    def rows(self, sql):
        return [list(row) for row in self.spark.sql(sql).collect()]


class SqlGlot:
    def __init__(self):
        import logging
        import sqlglot
        logging.disable(logging.CRITICAL)
        self.sqlglot = sqlglot

    def rows(self, sql, dialect):
        for statement in self.sqlglot.parse(sql, read=dialect):
            if statement is None or isinstance(statement, self.sqlglot.exp.Command):
                raise ValueError("read as text alone")
        return []


def write(files):
    for path, lines in files.items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if lines is None:
            with open(path, "wb") as file:
                file.write(b"\x1f\x8b no gzip")
        else:
            with gzip.open(path, "wb") as file:
                file.write("".join(line + "\n" for line in lines).encode())


def plain(value):
    return value if value is None or isinstance(value, (bool, str, float)) else str(value)


ENGINES = {"duckdb": DuckDb, "clickhouse": ClickHouse, "spark": Spark, "sqlglot": SqlGlot}
# An engine may print of its own accord, which is no answer.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
engine = ENGINES[sys.argv[1]]()
for line in sys.stdin:
    request = json.loads(line)
    try:
        rows = []
        if "write" in request:
            write(request["write"])
        elif "dialect" in request:
            engine.rows(request["query"], request["dialect"])
        elif "sql" in request:
            engine.rows(request["sql"])
        else:
            rows = [[plain(value) for value in row] for row in engine.rows(request["query"])]
        answer = {"rows": rows}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"[:2000]}
    print(json.dumps(answer), file=answers, flush=True)
