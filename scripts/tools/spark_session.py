"""A session of Spark in a folder that goes with it, for `engines.py` and `lakes.py`."""


def start():
    """The folder, which is removed when nothing refers to it, and the session."""
    import tempfile
    from pyspark.sql import SparkSession
    folder = tempfile.TemporaryDirectory()
    settings = {"spark.ui.enabled": "false", "spark.sql.warehouse.dir": folder.name + "/warehouse",
                "spark.local.dir": folder.name, "spark.sql.session.timeZone": "UTC"}
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return folder, session
