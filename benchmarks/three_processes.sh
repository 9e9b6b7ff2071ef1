#!/usr/bin/env bash
# Starts PostgreSQL, Redis and three consoles on this machine, prints their addresses, and stops all on Ctrl-C.
# Needs Debian's postgresql and redis-server; as root PostgreSQL runs as the user postgres. No containers.
set -euo pipefail
cd "$(dirname "$0")/.."
home=$(mktemp -d); port=${1:-8101}; pg_port=$((port + 1000)); redis_port=$((port + 2000))
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
stop() {
  kill "${consoles[@]}" 2>/dev/null || true
  kill "$redis" 2>/dev/null || true
  as_postgres "$bin/pg_ctl" -D "$home/pg" -m fast stop >/dev/null 2>&1 || true
  rm -rf "$home"
}
consoles=(); redis=0
trap stop EXIT
mkdir "$home/pg" "$home/data"; chmod 755 "$home"
if [ "$(id -u)" = 0 ]; then chown postgres "$home/pg"; fi
as_postgres "$bin/initdb" -D "$home/pg" -A trust -U crisis --no-sync >/dev/null
as_postgres "$bin/pg_ctl" -D "$home/pg" -w -o "-p $pg_port -k $home/pg -c listen_addresses=127.0.0.1" -l "$home/pg/log" start >/dev/null
as_postgres "$bin/createdb" -h 127.0.0.1 -p "$pg_port" -U crisis crisis
redis-server --port "$redis_port" --bind 127.0.0.1 --save "" --dir "$home" >/dev/null &
redis=$!
export CRISIS_DATABASE="postgresql+psycopg://crisis@127.0.0.1:$pg_port/crisis" CRISIS_REDIS="redis://127.0.0.1:$redis_port/0"
for n in 0 1 2; do
  .venv/bin/crisis serve --data "$home/data" --port $((port + n)) &
  consoles+=($!)
done
wait "${consoles[@]}"
