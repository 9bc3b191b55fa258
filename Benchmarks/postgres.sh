# A private PostgreSQL cluster in a folder, for the comparisons of `ledger` and `server`: reached by a socket there and
# nowhere else; started by root, it runs as the user postgres. To be sourced.
postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
postgres_cluster=
as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --init-groups "$@"; else "$@"; fi; }
has_postgres() { [ -n "$postgres_bin" ] && command -v pgbench >/dev/null; }

# postgres_start FOLDER: a cluster below it with one table as the ledger's own, and a script that inserts one row.
postgres_start() {
    chmod 755 "$1"
    mkdir "$1/postgres"
    if [ "$(id -u)" = 0 ]; then chown postgres "$1/postgres"; fi
    as_postgres "$postgres_bin/initdb" -D "$1/postgres/data" -A trust -E UTF8 --no-locale >/dev/null
    as_postgres "$postgres_bin/pg_ctl" -D "$1/postgres/data" -w -l "$1/postgres/log" \
        -o "-c listen_addresses='' -c unix_socket_directories=$1/postgres -c max_connections=300 -c fsync=on" start >/dev/null
    postgres_cluster="$1/postgres/data"
    as_postgres psql -qh "$1/postgres" postgres -c "CREATE TABLE entry (
        index_ bigserial PRIMARY KEY, submission bytea NOT NULL UNIQUE CHECK (length(submission) = 32),
        leaf bytea NOT NULL CHECK (length(leaf) = 32), bytes bytea NOT NULL CHECK (length(bytes) <= 65535))"
    # The values are made by the client as far as it can: 32 random bytes twice, and an entry as a parameter.
    cat >"$1/postgres/insert.sql" <<'SQL'
\set a random(0, 9000000000000000000)
\set b random(0, 9000000000000000000)
INSERT INTO entry (submission, leaf, bytes) VALUES (int8send(:a) || int8send(:b) || int8send(:b) || int8send(:a),
    int8send(:b) || int8send(:a) || int8send(:a) || int8send(:b), :entry);
SQL
}

# postgres_insert FOLDER CLIENTS SECONDS BYTES: inserts a second, of rows with an entry of so many bytes.
postgres_insert() {
    as_postgres pgbench -nh "$1/postgres" -f "$1/postgres/insert.sql" -D entry="$(printf "%0$4d" 0)" -M prepared -c "$2" \
        -j 2 -T "$3" postgres | sed -n 's/^tps = \([0-9.]*\).*/\1/p'
}

postgres_stop() {
    if [ -n "$postgres_cluster" ]; then as_postgres "$postgres_bin/pg_ctl" -D "$postgres_cluster" -m immediate stop >/dev/null || true; fi
    postgres_cluster=
}
