# shellcheck shell=bash
# The database server: the one of ConnectionStrings__Postgres, else a private one under .data/postgres.

POSTGRES="$DATA/postgres"
POSTGRES_OWNER=bn_owner
POSTGRES_OLDEST=15
POSTGRES_STARTED=false

# Starts the server when it is ours and does not run; sets POSTGRES_STARTED when this call did it.
postgres_up() {
  [[ -z "${ConnectionStrings__Postgres:-}" ]] || return 0
  postgres_binaries
  postgres_user
  [[ -f "$POSTGRES/where" ]] || postgres_create
  postgres_runs && return 0
  postgres_start
  POSTGRES_STARTED=true
}

postgres_down() {
  postgres_runs || return 0
  postgres_binaries
  postgres_user
  as_postgres "$PG_BIN/pg_ctl" stop -D "$(cat "$POSTGRES/where")" -m fast -w -t 60 >/dev/null
}

postgres_runs() { process_runs "$(postgres_pid)" postgres; }

postgres_pid() {
  [[ ! -f "$POSTGRES/where" ]] || head -n 1 "$(cat "$POSTGRES/where")/postmaster.pid" 2>/dev/null || true
}

# $1: database. Prints how .NET reaches it as the owner of the schema.
postgres_connection() {
  if [[ -n "${ConnectionStrings__Postgres:-}" ]]; then
    # The last of two equal keywords counts.
    printf '%s' "${ConnectionStrings__Postgres%;}${1:+;Database=$1}"
  else
    printf 'Host=127.0.0.1;Port=%s;Username=%s;Password=%s;Database=%s' \
      "$(cat "$POSTGRES/port")" "$POSTGRES_OWNER" "$(cat "$POSTGRES/password")" "${1:-postgres}"
  fi
}

# $1: database. Makes it unless it is there; "fresh" as $2 drops it first.
postgres_database() {
  if [[ "${2:-}" == fresh ]]; then
    sql "drop database if exists $1 with (force)"
  fi
  if [[ "$(sql "select count(*) from pg_database where datname = '$1'")" == 0 ]]; then
    sql "create database $1"
  fi
}

# $1: one statement for the maintenance database, as the owner.
sql() {
  local connection
  connection="$(postgres_connection "")"
  PGHOST="$(keyword "$connection" host)" PGPORT="$(keyword "$connection" port)" \
    PGOPTIONS="-c client_min_messages=warning" PGUSER="$(keyword "$connection" username)" PGPASSWORD="$(keyword "$connection" password)" \
    "$(postgres_client)" --no-psqlrc -qAt -v ON_ERROR_STOP=1 -d postgres -c "$1"
}

# $1: connection string, $2: keyword in lower case. Prints its value, the last one when it is there twice.
keyword() {
  local part value=""
  local IFS=';'
  for part in $1; do
    [[ "${part%%=*}" != "$2" && "${part%%=*}" != "${2^}" ]] || value="${part#*=}"
  done
  printf '%s' "$value"
}

postgres_client() {
  if [[ -n "${PG_BIN:-}" ]]; then
    printf '%s' "$PG_BIN/psql"
  else
    command -v psql || die "psql is missing: install PostgreSQL's client programs."
  fi
}

# Sets PG_BIN to the folder of a complete PostgreSQL, installing one when that is possible.
postgres_binaries() {
  [[ -z "${PG_BIN:-}" ]] || return 0
  find_postgres && return 0
  if is_root && command -v apt-get >/dev/null; then
    warn "PostgreSQL is missing; installing it with apt-get."
    # shellcheck source=/dev/null
    source "$ROOT/scripts/apt.sh"
    apt_install postgresql || true
    find_postgres && return 0
  fi
  die "PostgreSQL $POSTGRES_OLDEST or newer is missing: install it, name a server in ConnectionStrings__Postgres, or use docker compose up."
}

find_postgres() {
  local initdb folder version
  for initdb in "$(command -v initdb || true)" $(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -rV) \
    /usr/pgsql-*/bin/initdb /opt/homebrew/opt/postgresql@*/bin/initdb /usr/local/opt/postgresql@*/bin/initdb; do
    [[ -x "$initdb" ]] || continue
    folder="$(dirname "$(readlink -f "$initdb")")"
    version="$("$initdb" --version | sed 's/.*) \([0-9]*\).*/\1/')"
    if ((version >= POSTGRES_OLDEST)) && [[ -x "$folder/pg_ctl" && -x "$folder/postgres" && -x "$folder/psql" ]]; then
      PG_BIN="$folder"
      return 0
    fi
  done
  return 1
}

# PostgreSQL refuses to run as root. Sets PG_USER to who runs it then.
postgres_user() {
  is_root || return 0
  PG_USER=postgres
  if ! id "$PG_USER" >/dev/null 2>&1; then
    PG_USER=bn-postgres
    id "$PG_USER" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$PG_USER"
  fi
}

as_postgres() {
  if is_root; then
    # From a folder it may enter, or every program of PostgreSQL complains.
    (cd / && runuser -u "$PG_USER" -- "$@")
  else
    "$@"
  fi
}

postgres_create() {
  local folder password locale=C
  data_folder
  mkdir -p "$POSTGRES"
  chmod 0755 "$POSTGRES"
  folder="$(postgres_folder)"
  secret_file "$POSTGRES/password"
  ! locale -a 2>/dev/null | grep -qi '^C.utf-\?8$' || locale=C.UTF-8
  # A file that the unprivileged user may read, and nobody else.
  password="$(as_postgres mktemp)"
  as_postgres tee "$password" <"$POSTGRES/password" >/dev/null
  as_postgres "$PG_BIN/initdb" -D "$folder" -U postgres --auth=scram-sha-256 --pwfile="$password" \
    --encoding=UTF8 --locale="$locale" >/dev/null
  as_postgres rm -f "$password"
  postgres_configuration | as_postgres tee -a "$folder/postgresql.conf" >/dev/null
  free_port 5433 >"$POSTGRES/port"
  printf '%s\n' "$folder" >"$POSTGRES/where"
  postgres_start
  PGPASSWORD="$(cat "$POSTGRES/password")" "$PG_BIN/psql" --no-psqlrc -q -v ON_ERROR_STOP=1 \
    -h 127.0.0.1 -p "$(cat "$POSTGRES/port")" -U postgres -d postgres <<SQL
create role $POSTGRES_OWNER login createdb createrole password '$(cat "$POSTGRES/password")';
SQL
  POSTGRES_STARTED=true
}

# Prints an empty folder that the unprivileged user owns and reaches: a clone in a home of mode 0700 is no such place.
postgres_folder() {
  local folder="$POSTGRES/data"
  rm -rf "$folder"
  mkdir -m 0700 "$folder"
  if is_root; then
    chown "$PG_USER" "$folder"
    if ! as_postgres test -w "$folder"; then
      rmdir "$folder"
      folder="/var/tmp/bn-$(printf '%s' "$ROOT" | sha256 | head -c 12)"
      rm -rf "$folder"
      mkdir -m 0700 "$folder"
      chown "$PG_USER" "$folder"
    fi
  fi
  printf '%s' "$folder"
}

# fsync stays on, as in production; and nothing about a guarantor gets into the log.
postgres_configuration() {
  cat <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
CONF
}

postgres_start() {
  local folder log
  folder="$(cat "$POSTGRES/where")"
  log="$folder/server.log"
  ! port_taken "$(cat "$POSTGRES/port")" || free_port 5433 >"$POSTGRES/port"
  as_postgres "$PG_BIN/pg_ctl" start -D "$folder" -l "$log" -w -t 60 -o "-p $(cat "$POSTGRES/port")" >/dev/null </dev/null || {
    as_postgres tail -n 20 "$log" >&2
    die "PostgreSQL did not start; the end of its log is above."
  }
}

# $1: file. A random password that only its owner reads.
secret_file() {
  (umask 077 && head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$1")
}
