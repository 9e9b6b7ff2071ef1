"""Between processes only hints travel: "stream X has number N", on a Redis channel of its own per stream.

A hint is never believed further than the log agrees, so a lost, doubled, forged or garbled one costs a little
time at most; the regular look at the log (live.py) makes up for every hint that does not come. Telling never
waits for Redis: only the newest number of each stream is kept for the thread that speaks to it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import redis

MAX_HINT = 256
MAX_SEQ = 2**53
PATIENCE = 0.5
log = logging.getLogger(__name__)


class RedisBus:
    """`prefix` keeps houses that share a Redis apart: channels are `<prefix>:<stream>`."""

    def __init__(self, url: str, prefix: str = "crisis-live") -> None:
        self._prefix = prefix
        self._redis = redis.Redis.from_url(url, socket_timeout=2.0, socket_connect_timeout=1.0)
        self._news: dict[str, int] = {}
        self._bell = threading.Condition()
        self._closing = threading.Event()
        self._telling = False
        self.refused = 0
        """Messages on our channels that were no hints."""

    def tell(self, stream: str, seq: int) -> None:
        with self._bell:
            self._news[stream] = max(seq, self._news.get(stream, 0))
            if not self._telling:
                self._telling = True
                threading.Thread(target=self._speak, name="live.bus.tell", daemon=True).start()
            self._bell.notify()

    def start(self, heard: Callable[[str, int], None]) -> None:
        threading.Thread(target=self._listen, args=(heard,), name="live.bus.listen", daemon=True).start()

    def stop(self) -> None:
        self._closing.set()
        with self._bell:
            self._bell.notify()

    def _speak(self) -> None:
        while not self._closing.is_set():
            with self._bell:
                while not self._news and not self._closing.is_set():
                    self._bell.wait()
                news, self._news = self._news, {}
            try:
                self._publish(news)
            except redis.RedisError:  # what is not told is found by the others' look at the log
                log.warning("hints could not be sent: Redis does not answer")
                self._closing.wait(PATIENCE)

    def _publish(self, news: dict[str, int]) -> None:
        with self._redis.pipeline(transaction=False) as pipeline:
            for stream, seq in news.items():
                pipeline.publish(f"{self._prefix}:{stream}", json.dumps({"stream": stream, "seq": seq}))
            pipeline.execute()

    def _listen(self, heard: Callable[[str, int], None]) -> None:
        while not self._closing.is_set():
            try:
                self._attend(heard)
            except (redis.RedisError, OSError):
                log.warning("no hints are heard: Redis does not answer; the log is asked instead")
                self._closing.wait(PATIENCE)

    def _attend(self, heard: Callable[[str, int], None]) -> None:
        pubsub = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        with contextlib.closing(pubsub) as channel:
            channel.psubscribe(f"{self._prefix}:*")
            while not self._closing.is_set():
                message = channel.get_message(timeout=1.0)
                hint = read_hint(message["data"]) if message else None
                if hint is not None:
                    heard(*hint)
                elif message:
                    self.refused += 1


def read_hint(data: Any) -> tuple[str, int] | None:
    """(stream, seq), or None for anything that is not exactly a hint."""
    if not isinstance(data, bytes) or len(data) > MAX_HINT:
        return None
    try:
        hint = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(hint, dict) or set(hint) != {"stream", "seq"}:
        return None
    stream, seq = hint["stream"], hint["seq"]
    return (stream, seq) if isinstance(stream, str) and type(seq) is int and 0 < seq <= MAX_SEQ else None
