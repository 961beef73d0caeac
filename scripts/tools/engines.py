#!/usr/bin/env python3
"""Run statements on an engine and tell what is there afterwards, for tests.

usage: engines.py duckdb | clickhouse | mariadb | spark | sqlglot

Reads requests from standard input, a JSON object a line, and answers each with one:

    {"sql": TEXT, "types": [TYPE...], "dialect": NAME}
    {"tables": [NAME...], "columns": [[NAME, TYPE, NULLABLE, PLACE IN THE PRIMARY KEY FROM 1, OR 0]...],
     "types": [TYPE...]}
    {"query": TEXT}
    {"numbers": [NUMBER...]}
    {"keywords": true}
    {"words": [WORD...]}
    {"error": TEXT}

A query has one column of numbers. The keywords are all that the engine knows, in lower case. Each statement runs in a
database of its own. `types` are answered as the engine spells them, so that what was meant can be compared with what
is there. `mariadb` is the server of FLOWCTL_TEST_MARIADB (HOST:PORT:USER). `sqlglot` parses as the dialect and runs
nothing.
"""
import json
import os
import sys


class DuckDb:
    KEYWORDS = "SELECT keyword_name FROM duckdb_keywords()"

    def __init__(self):
        import duckdb
        self.connect = duckdb.connect
        self.spelled = {}

    def spell(self, name):
        if name not in self.spelled:
            connection = self.connect()
            connection.execute(f"CREATE TABLE t (c {name})")
            rows = connection.execute("SELECT data_type FROM duckdb_columns() WHERE table_name = 't'").fetchall()
            self.spelled[name] = rows[0][0]
        return self.spelled[name]

    def query(self, sql):
        return self.connect().execute(sql).fetchall()

    def run(self, request):
        connection = self.connect()
        connection.execute(request["sql"])
        rows = lambda sql: connection.execute(sql).fetchall()
        tables = [name for (name,) in rows("SELECT table_name FROM duckdb_tables() WHERE NOT internal")]
        tables += [name for (name,) in rows("SELECT view_name FROM duckdb_views() WHERE NOT internal")]
        keys = rows("SELECT constraint_column_names FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY'")
        key = keys[0][0] if keys else []
        columns = rows("SELECT column_name, data_type, is_nullable FROM duckdb_columns() "
                       "WHERE NOT internal ORDER BY column_index")
        return tables, [[n, t, null, key.index(n) + 1 if n in key else 0] for n, t, null in columns]


class ClickHouse:
    KEYWORDS = "SELECT keyword FROM system.keywords"

    def __init__(self):
        from chdb import session
        self.session = session.Session()
        self.spelled = {}

    def rows(self, sql):
        return json.loads(str(self.session.query(sql, "JSONCompact")))["data"]

    def spell(self, name):
        if name not in self.spelled:
            self.spelled[name] = self.rows(f"SELECT toTypeName(defaultValueOfTypeName('{quoted(name)}'))")[0][0]
        return self.spelled[name]

    query = rows

    def run(self, request):
        self.session.query("DROP DATABASE IF EXISTS flowctl_test")
        self.session.query("CREATE DATABASE flowctl_test")
        self.session.query("USE flowctl_test")
        self.session.query(request["sql"])
        tables = [name for (name,) in self.rows("SELECT name FROM system.tables WHERE database = 'flowctl_test'")]
        columns = self.rows("SELECT name, type, is_in_sorting_key FROM system.columns "
                            "WHERE database = 'flowctl_test' ORDER BY position")
        found, place = [], 0
        for name, kind, is_key in columns:
            nullable = kind.startswith("Nullable(")
            place += is_key
            found.append([name, kind[9:-1] if nullable else kind, nullable, place if is_key else 0])
        return tables, found


class MariaDb:
    KEYWORDS = "SELECT word FROM information_schema.keywords"

    def __init__(self):
        import pymysql
        from pymysql.constants import CLIENT
        host, port, user = os.environ["FLOWCTL_TEST_MARIADB"].split(":")
        self.connection = pymysql.connect(host=host, port=int(port), user=user, charset="utf8mb4",
                                          client_flag=CLIENT.MULTI_STATEMENTS, autocommit=True)
        self.database = f"flowctl_test_{os.getpid()}"
        self.spelled = {}

    def execute(self, sql, arguments=None):
        with self.connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            rows = list(cursor.fetchall())
            while cursor.nextset():
                pass
            return rows

    def spell(self, name):
        if name not in self.spelled:
            self.fresh()
            self.execute(f"CREATE TABLE t (c {name}) CHARACTER SET utf8mb4")
            self.spelled[name] = self.columns()[0][1]
        return self.spelled[name]

    def query(self, sql):
        self.execute("SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin")
        return self.execute(sql)

    def fresh(self):
        self.execute(f"DROP DATABASE IF EXISTS {self.database}")
        self.execute(f"CREATE DATABASE {self.database}")
        self.execute(f"USE {self.database}")

    def columns(self):
        return self.execute("SELECT column_name, column_type, is_nullable = 'YES' FROM information_schema.columns "
                            "WHERE table_schema = %s ORDER BY ordinal_position", (self.database,))

    def run(self, request):
        self.fresh()
        self.execute(request["sql"])
        tables = [name for (name,) in self.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s", (self.database,))]
        key = [name for (name,) in self.execute(
            "SELECT column_name FROM information_schema.key_column_usage WHERE table_schema = %s "
            "AND constraint_name = 'PRIMARY' ORDER BY ordinal_position", (self.database,))]
        found = [[n, t, bool(null), key.index(n) + 1 if n in key else 0] for n, t, null in self.columns()]
        self.execute(f"DROP DATABASE {self.database}")
        return tables, found


class Spark:
    """Runs statements of Databricks. Two things of them are beyond the catalog of Spark alone, which has no Delta Lake,
    so that the statement is run without them: a primary key, and the name of a table with other characters than
    letters of ASCII, digits and underscores. That catalog forgets NOT NULL, too. Name, key and nullability are
    therefore what Spark's own parser reads in the whole statement; columns and types are what the catalog tells."""

    def __init__(self):
        from spark_session import start
        self.folder, self.spark = start()
        self.parser = self.spark._jsparkSession.sessionState().sqlParser()
        self.tables = lambda: [row.tableName for row in self.spark.sql("SHOW TABLES").collect()]

    def spell(self, name):
        return self.parser.parseDataType(name).simpleString()

    def run(self, request):
        plan = self.parser.parsePlan(request["sql"])
        names = items(plan.name().nameParts())
        constraints = items(plan.tableSpec().constraints())
        key = [column for constraint in constraints for column in items(constraint.columns())]
        meant = [[c.name(), c.dataType().simpleString(), c.nullable()] for c in items(plan.columns())]
        sql, name = request["sql"], names[-1]
        if key:
            start = sql.rindex(",\n  PRIMARY KEY (")
            sql = sql[:start] + sql[sql.index("\n)", start):]
        if not (name.isascii() and name.replace("_", "a").isalnum()):
            sql, name = sql.replace(backticked(name), "t", 1), "t"
        self.spark.sql(sql)
        try:
            fields = self.spark.table(backticked(name)).schema.fields
            made = [[field.name, field.dataType.simpleString()] for field in fields]
            if made != [column[:2] for column in meant] or self.tables() != [name.lower()]:
                raise ValueError(f"Spark made {self.tables()} of {made}")
        finally:
            self.spark.sql("DROP TABLE " + backticked(name))
        return names, [[n, t, null, key.index(n) + 1 if n in key else 0] for n, t, null in meant]


def items(sequence):
    """What a sequence of Scala holds."""
    return [sequence.apply(i) for i in range(sequence.size())]


def backticked(name):
    return "`" + name.replace("`", "``") + "`"


class SqlGlot:
    NAMES = {"mariadb": "mysql", "sqlserver": "tsql"}

    def __init__(self):
        import logging
        import sqlglot
        logging.disable(logging.CRITICAL)
        self.sqlglot, self.exp = sqlglot, sqlglot.exp

    def spell(self, name):
        create = self.sqlglot.parse_one(f"CREATE TABLE t (c {name})", read=self.dialect)
        return self.kind(create.this.expressions[0].args["kind"])[0]

    def kind(self, kind):
        """The type and whether it may be null, where the type says so."""
        text = kind.sql(dialect=self.dialect)
        if self.dialect == "clickhouse" and text.startswith("Nullable("):
            return text[9:-1], bool(kind.args.get("nullable"))
        return text, bool(kind.args.get("nullable"))

    def run(self, request):
        self.dialect = self.NAMES.get(request["dialect"], request["dialect"])
        exp = self.exp
        statements = self.sqlglot.parse(request["sql"], read=self.dialect)
        create = statements[0]
        if not isinstance(create, exp.Create):
            raise ValueError(f"read as {type(create).__name__}")
        schema = create.this
        key, columns = [], []
        for item in schema.expressions:
            if isinstance(item, exp.PrimaryKey):
                key = [part.name for part in item.expressions]
        for item in schema.expressions:
            if isinstance(item, exp.ColumnDef):
                kinds = [constraint.kind for constraint in item.constraints]
                if any(isinstance(kind, exp.PrimaryKeyColumnConstraint) for kind in kinds):
                    key = [item.name]
                kind, may_be_null = self.kind(item.args["kind"])
                if self.dialect == "clickhouse":
                    null = may_be_null
                else:
                    null = not any(isinstance(kind, exp.NotNullColumnConstraint) for kind in kinds)
                columns.append([item.name, kind, null])
        return [schema.this.name], [[n, t, null, key.index(n) + 1 if n in key else 0] for n, t, null in columns]


def quoted(text):
    return text.replace("\\", "\\\\").replace("'", "\\'")


ENGINES = {"duckdb": DuckDb, "clickhouse": ClickHouse, "mariadb": MariaDb, "spark": Spark, "sqlglot": SqlGlot}
# An engine may print of its own accord, which is no answer.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
engine = ENGINES[sys.argv[1]]()
for line in sys.stdin:
    request = json.loads(line)
    try:
        if "keywords" in request:
            words = {word.lower() for (word,) in engine.query(engine.KEYWORDS)}
            print(json.dumps({"words": sorted(words)}), file=answers, flush=True)
            continue
        if "query" in request:
            print(json.dumps({"numbers": [int(n) for (n,) in engine.query(request["query"])]}), file=answers, flush=True)
            continue
        tables, columns = engine.run(request)
        answer = {"tables": tables, "columns": columns, "types": [engine.spell(name) for name in request["types"]]}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), file=answers, flush=True)
