"""What everybody starts with: Flask-SocketIO in threading mode, and each request commits and emits in its own thread.

    python benchmarks/flood_plain.py --data FOLDER --port N

The same act as the product's (a number from a counter row, an event, one commit) in SQLite with WAL and synchronous=FULL
by SQLAlchemy Core; no rights, no hash, no answer kept, one audience. `flood.py` offers to it what it offers to the product.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, request
from flask_socketio import SocketIO, join_room
from sqlalchemy import Connection, create_engine, event, text

COUNT = text("UPDATE streams SET last_seq = last_seq + 1 WHERE name = :stream RETURNING last_seq")
ADD = text("INSERT INTO events (stream, seq, payload) VALUES (:stream, :seq, :payload)")
TABLES = (
    "CREATE TABLE IF NOT EXISTS streams (name TEXT PRIMARY KEY, last_seq INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS events (stream TEXT, seq INTEGER, payload TEXT NOT NULL, PRIMARY KEY (stream, seq))",
)


def app(folder: str) -> Flask:
    flask = Flask("plain")
    socketio = SocketIO(flask, async_mode="threading", cors_allowed_origins="*")
    engine = create_engine(f"sqlite:///{folder}/plain.db", connect_args={"timeout": 60, "isolation_level": None})
    event.listen(engine, "connect", _careful)
    event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as conn:
        for table in TABLES:
            conn.execute(text(table))

    @flask.get("/healthz")
    def healthz() -> Any:
        return jsonify(status="ok")

    @flask.post("/crises/<int:crisis>/events")
    def add_entry(crisis: int) -> Any:
        stream = f"crisis:{crisis}"
        with engine.begin() as conn:
            told = {"stream": stream, "seq": _next(conn, stream), "text": request.get_json()["text"]}
            conn.execute(ADD, {"stream": stream, "seq": told["seq"], "payload": json.dumps(told, ensure_ascii=False)})
        socketio.emit("events", [told], to=stream)
        return jsonify(seq=told["seq"]), 201

    def subscribe(wish: dict[str, Any]) -> dict[str, Any]:
        join_room(wish["stream"])
        with engine.begin() as conn:
            head = conn.scalar(text("SELECT last_seq FROM streams WHERE name = :stream"), wish)
        return {"ok": True, "seq": head or 0}

    socketio.on_event("subscribe", subscribe)
    return flask


def _careful(raw: Any, _record: Any) -> None:
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")


def _next(conn: Connection, stream: str) -> int:
    conn.execute(text("INSERT INTO streams VALUES (:stream, 0) ON CONFLICT DO NOTHING"), {"stream": stream})
    return int(conn.scalar(COUNT, {"stream": stream}) or 0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    parser.add_argument("--port")
    given = parser.parse_args()
    os.chdir(Path(__file__).parents[1])
    gunicorn = ["-m", "gunicorn", "-k", "gthread", "-w", "1", "-b", f"127.0.0.1:{given.port}", "--threads", "400"]
    gunicorn += ["--worker-connections", "1200", "--keep-alive", "30", "--log-level", "critical"]
    os.execv(sys.executable, [sys.executable, *gunicorn, f'benchmarks.flood_plain:app("{given.data}")'])


if __name__ == "__main__":
    main()
