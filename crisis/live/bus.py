"""Between processes only hints travel: "stream X has number N", on a Redis channel of its own per stream, and who is here.

A number is never believed further than the log agrees, so a lost, doubled, forged or garbled one costs a little
time at most; the regular look at the log (live.py) makes up for every hint that does not come. Telling never
waits for Redis: only the newest number of each stream, and the newest word of who is here (elsewhere.py), is kept for
the thread that speaks to it.
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
    """`prefix` keeps houses that share a Redis apart: channels are `<prefix>:<stream>` and `<prefix>:here`."""

    def __init__(self, url: str, prefix: str = "crisis-live") -> None:
        self._prefix = prefix
        self._redis = redis.Redis.from_url(url, socket_timeout=2.0, socket_connect_timeout=1.0)
        self._news: dict[str, int] = {}
        self._word = ""
        self._bell = threading.Condition()
        self._closing = threading.Event()
        self._telling = False
        self.refused = 0
        """Messages on our channels that were no hints."""

    def tell(self, stream: str, seq: int) -> None:
        with self._bell:
            self._news[stream] = max(seq, self._news.get(stream, 0))
            self._ring()

    def say(self, word: str) -> None:
        """Who is here through this process, in place of what was said before."""
        with self._bell:
            self._word = word
            self._ring()

    def start(self, heard: Callable[[str, int], None], overheard: Callable[[bytes], bool]) -> None:
        """`heard(stream, seq)` for each number, `overheard(word)` for each word of who is here: False if it is none."""
        threading.Thread(target=self._listen, args=(heard, overheard), name="live.bus.listen", daemon=True).start()

    def stop(self) -> None:
        self._closing.set()
        with self._bell:
            self._bell.notify()

    def _ring(self) -> None:
        if not self._telling:
            self._telling = True
            threading.Thread(target=self._speak, name="live.bus.tell", daemon=True).start()
        self._bell.notify()

    def _speak(self) -> None:
        while not self._closing.is_set():
            with self._bell:
                while not (self._news or self._word or self._closing.is_set()):
                    self._bell.wait()
                news, self._news = self._news, {}
                word, self._word = self._word, ""
            try:
                self._publish(news, word)
            except redis.RedisError:  # what is not told is found by the others' look at the log
                log.warning("hints could not be sent: Redis does not answer")
                self._closing.wait(PATIENCE)

    def _publish(self, news: dict[str, int], word: str) -> None:
        with self._redis.pipeline(transaction=False) as pipeline:
            if word:
                pipeline.publish(f"{self._prefix}:here", word)
            for stream, seq in news.items():
                pipeline.publish(f"{self._prefix}:{stream}", json.dumps({"stream": stream, "seq": seq}))
            pipeline.execute()

    def _listen(self, heard: Callable[[str, int], None], overheard: Callable[[bytes], bool]) -> None:
        while not self._closing.is_set():
            try:
                self._attend(heard, overheard)
            except (redis.RedisError, OSError):
                log.warning("no hints are heard: Redis does not answer; the log is asked instead")
                self._closing.wait(PATIENCE)

    def _attend(self, heard: Callable[[str, int], None], overheard: Callable[[bytes], bool]) -> None:
        pubsub = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        with contextlib.closing(pubsub) as channel:
            channel.psubscribe(f"{self._prefix}:*")
            while not self._closing.is_set():
                message = channel.get_message(timeout=1.0)
                if not message:
                    continue
                if message["channel"] == f"{self._prefix}:here".encode():
                    self.refused += not overheard(message["data"])
                elif hint := read_hint(message["data"]):
                    heard(*hint)
                else:
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
