# shellcheck shell=bash
# The command bench: on a private PostgreSQL of its own under .data/bench, set up as RESULTS.md says.

bench_run() {
  case "${1:-}" in
    engine | fire) bench_sink ;;
    desk | access | peer | ingest | batch | history) ;;
    *) die "bench knows engine [--quick] [--accounts <n>] [--runs <n>], desk [--quick] [--rows <n>] [--history <n>]" \
      "and access; fire, peer, ingest, batch and history are single runs." ;;
  esac
  require_sdk
  build_project bench -c Release
  if [[ -z "${BN_BENCH_POSTGRES:-}" ]]; then
    unset ConnectionStrings__Postgres
    POSTGRES="$DATA/bench/postgres"
    mkdir -p "$DATA/bench"
    chmod 0755 "$DATA/bench"
    postgres_up
    [[ "$POSTGRES_STARTED" == false ]] || trap postgres_down EXIT
    bench_settings
    # The superuser: a checkpoint before each run takes one.
    BN_BENCH_POSTGRES="Host=127.0.0.1;Port=$(cat "$POSTGRES/port");Username=postgres;Password=$(cat "$POSTGRES/password")"
    export BN_BENCH_POSTGRES
  fi
  # A smoke test does not overwrite what was measured.
  [[ " $* " != *" --quick "* ]] || : "${BN_BENCH_RESULTS:=$DATA/bench/results}"
  BN_BENCH_RESULTS="${BN_BENCH_RESULTS:-$ROOT/bench}" "$ROOT/artifacts/bin/Bench/release/BalanceNotifications.Bench" "$@"
}

# fsync, synchronous_commit and full_page_writes stay as they come: on.
bench_settings() {
  local folder
  folder="$(cat "$POSTGRES/where")"
  if ! grep -q '^shared_buffers = 2GB' "$folder/postgresql.conf"; then
    printf '%s\n' 'shared_buffers = 2GB' 'max_connections = 300' 'max_wal_size = 8GB' 'fsync = on' \
      'synchronous_commit = on' 'full_page_writes = on' | as_postgres tee -a "$folder/postgresql.conf" >/dev/null
    postgres_down
    postgres_start
  fi
}

# smtp-sink is in Debian's package postfix, where only root's PATH looks.
bench_sink() {
  [[ ! -x /usr/sbin/smtp-sink ]] || return 0
  if is_root && command -v apt-get >/dev/null; then
    # shellcheck source=/dev/null
    source "$ROOT/scripts/apt.sh"
    apt_install postfix || true
  fi
  [[ -x /usr/sbin/smtp-sink ]] || die "smtp-sink is missing: install Debian's package postfix."
}
