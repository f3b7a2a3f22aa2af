# shellcheck shell=bash
# The commands up, down, status, env, logs and migrate.

cluster_up() {
  local clock=""
  while (($# > 0)); do
    case "$1" in
      --clock) clock="${2:?--clock takes a time and a zone}" && shift 2 ;;
      --clock=*) clock="${1#*=}" && shift ;;
      *) die "up does not know '$1'." ;;
    esac
  done
  use_instance up
  [[ -z "$clock" ]] || cluster_clock "$clock"
  build_hosts
  postgres_up
  if ! host_runs silo || ! host_runs api; then
    start_hosts
  fi
  cluster_greeting
}

# The hosts and the database take the clock at their start, so a running cluster keeps the one it has.
cluster_clock() {
  local current
  current="$(clock_spec "$CLOCK")"
  if host_runs silo || host_runs api; then
    [[ "$1" == "${current:-now}" ]] || die "The cluster runs at ${current:-the real time}; run ./bn down first."
  elif [[ "$1" == now ]]; then
    rm -f "$CLOCK"
  else
    clock_set "$CLOCK" "$1"
  fi
}

cluster_greeting() {
  local spec
  spec="$(clock_spec "$CLOCK")"
  say "api      $API_URL          (documentation: $API_URL/docs)"
  say "outbox   ${OUTBOX#"$ROOT"/}"
  [[ -z "$spec" ]] || say "clock    started at $spec; today is $(clock_date "$CLOCK")"
  # shellcheck disable=SC2016
  say 'next     eval "$(./bn env)"; curl -H "Authorization: Bearer $BN_KEY" "$BN_URL/v1/practices"'
}

cluster_down() {
  local instance
  for instance in demo up; do
    use_instance "$instance"
    stop_hosts
  done
  postgres_down
}

cluster_env() {
  use_instance up
  printf 'BN_URL=%q\nBN_KEY=%q\nBN_DATE=%q\n' "$API_URL" "$(dev_key)" "$(clock_date "$CLOCK")"
}

# The first key of an organisation is made in the database itself; the other commands go over HTTP.
cluster_keys() {
  use_instance up
  build_hosts >&2
  if [[ "${1:-}" == create && " $* " == *" --organisation"* ]]; then
    postgres_up >&2
    (
      enter_environment api
      exec dotnet "$(assembly api)" keys "$@"
    )
  else
    BN_URL="${BN_URL:-$API_URL}" BN_KEY="${BN_KEY:-$(dev_key)}" dotnet "$(assembly cli)" keys "$@"
  fi
}

cluster_migrate() {
  use_instance up
  build_hosts
  postgres_up
  postgres_database_of_instance ""
  migrate
  say "The database is up to date."
  # A server started for this alone goes again.
  [[ "$POSTGRES_STARTED" == false ]] || postgres_down
}

cluster_status() {
  printf '%-10s %-9s %-7s %s\n' WHAT PID PORT STATE
  if [[ -n "${ConnectionStrings__Postgres:-}" ]]; then
    printf '%-10s %-9s %-7s %s\n' postgres - - "of ConnectionStrings__Postgres"
  elif postgres_runs; then
    printf '%-10s %-9s %-7s %s\n' postgres "$(postgres_pid)" "$(cat "$POSTGRES/port")" running
  else
    printf '%-10s %-9s %-7s %s\n' postgres - - stopped
  fi
  instance_status up ""
  [[ ! -d "$DATA/demo/run" ]] || instance_status demo "demo "
}

# $1: instance, $2: what to put before the names.
instance_status() {
  local host state pid
  use_instance "$1"
  for host in silo api; do
    state=stopped pid=-
    if host_runs "$host"; then
      pid="$(host_pid "$host")" state="not ready"
      ! host_ready "$host" || state=ready
    fi
    printf '%-10s %-9s %-7s %s\n' "$2$host" "$pid" "$(host_port "$host")" "$state"
  done
}

# $1: silo, api or postgres.
cluster_logs() {
  local log
  use_instance up
  case "${1:-silo}" in
    silo | api) log="$RUN/${1:-silo}.log" ;;
    postgres) log="$(cat "$POSTGRES/where" 2>/dev/null)/server.log" ;;
    *) die "logs knows silo, api and postgres." ;;
  esac
  [[ -f "$log" ]] || die "There is no log yet; run ./bn up."
  exec tail -n 100 -F "$log"
}
