# shellcheck shell=bash
# Silo and api of one instance (up's or demo's): ports, environment, start, wait, stop.

SHUTDOWN_SECONDS=30
READY_SECONDS=60

# $1: up or demo. Everything below works on the instance chosen here.
use_instance() {
  INSTANCE="$1"
  case "$INSTANCE" in
    up) HOME_FOLDER="$DATA" DATABASE="$([[ -n "${ConnectionStrings__Postgres:-}" ]] || echo bn)" PORTS=(8080 8081 11111 30000) ;;
    demo) HOME_FOLDER="$DATA/demo" DATABASE=bn_demo PORTS=(8090 8091 11121 30010) ;;
  esac
  RUN="$HOME_FOLDER/run" CLOCK="$HOME_FOLDER/clock" OUTBOX="$HOME_FOLDER/outbox"
  if [[ -f "$RUN/ports" ]]; then
    read -r -a PORTS <"$RUN/ports"
  fi
  API_PORT="${PORTS[0]}" HEALTH_PORT="${PORTS[1]}" SILO_PORT="${PORTS[2]}" GATEWAY_PORT="${PORTS[3]}"
  API_URL="http://127.0.0.1:$API_PORT"
}

any_host_runs() {
  local instance host current="${INSTANCE:-up}" answer=1
  for instance in up demo; do
    use_instance "$instance"
    for host in silo api; do
      ! host_runs "$host" || answer=0
    done
  done
  use_instance "$current"
  return "$answer"
}

host_pid() { cat "$RUN/$1.pid" 2>/dev/null || true; }

host_runs() { process_runs "$(host_pid "$1")" "$(basename "$(assembly "$1")")"; }

host_port() { if [[ "$1" == api ]]; then echo "$API_PORT"; else echo "$HEALTH_PORT"; fi; }

host_ready() { [[ "$(http_status "$(host_port "$1")" /health/ready)" == 200 ]]; }

# Ports are chosen once and kept; again only when none of the hosts runs and somebody else has taken one.
choose_ports() {
  if host_runs silo || host_runs api; then
    return 0
  fi
  local port chosen=()
  for port in "${PORTS[@]}"; do
    chosen+=("$(free_port "$port" "${chosen[@]}")")
  done
  mkdir -p "$RUN"
  printf '%s\n' "${chosen[*]}" >"$RUN/ports"
  use_instance "$INSTANCE"
}

# $1: host. Starts it unless it runs; its log goes on where it was.
start_host() {
  host_runs "$1" && return 0
  (
    enter_environment "$1"
    # In a session of its own, where Ctrl-C in the terminal does not reach it.
    exec $(command -v setsid) nohup dotnet "$(assembly "$1")"
  ) >>"$RUN/$1.log" 2>&1 </dev/null &
  printf '%s\n' "$!" >"$RUN/$1.pid"
}

# $1: host. Exported rather than given to env: a command line is open to every user of the machine.
enter_environment() {
  local environment
  mapfile -t environment < <(host_environment "$1")
  export "${environment[@]}"
  # The demo's people are invented, but a relay is not: nothing of it leaves the machine.
  [[ "$INSTANCE" != demo ]] || unset $(real_providers)
}

# Prints the variables that name SMTP relays and Twilio accounts.
real_providers() { compgen -v | grep -E '^Delivery__(Email__Relays|Twilio__Accounts)__' || true; }

# $1: silo, api or migrate. One variable a line.
host_environment() {
  local role="" port="$HEALTH_PORT"
  case "$1" in
    silo) role=bn_silo ;;
    api) role=bn_api port="$API_PORT" ;;
  esac
  printf '%s\n' \
    "ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}" \
    "ASPNETCORE_URLS=http://127.0.0.1:$port" \
    "ConnectionStrings__Postgres=$(postgres_connection "$DATABASE")${role:+;Options=-c role=$role}" \
    "Clock__Offset=$(clock_timespan "$CLOCK")" \
    "Cluster__ClusterId=bn-$INSTANCE" \
    "Cluster__ServiceId=balance-notifications" \
    "Cluster__AdvertisedAddress=127.0.0.1" \
    "Cluster__SiloPort=$SILO_PORT" \
    "Cluster__GatewayPort=$GATEWAY_PORT" \
    "Cluster__ShutdownTimeout=00:00:$SHUTDOWN_SECONDS" \
    "Links__PublicUrl=$API_URL" \
    "Links__Key=$(secret link-key base64)" \
    "Events__Key=$(secret event-key base64)" \
    "Events__AllowedNetworks__0=127.0.0.0/8" \
    "Delivery__Twilio__CallbackUrl=$API_URL"
  case "$1" in
    silo)
      # Files instead of messages, unless the caller's environment names somebody who delivers.
      if [[ "$INSTANCE" == demo || -z "$(real_providers)" ]]; then
        printf '%s\n' "Delivery__Pickup__Folder=$OUTBOX"
      fi
      ;;
    api)
      printf '%s\n' \
        "Access__Keys__dev__Sha256=$(dev_key | sha256)" \
        "Access__Keys__dev__Organisation=dev" \
        "Access__Keys__dev__Practices__0=*" \
        "Access__Keys__dev__Operator=true"
      printf 'Access__Keys__dev__Roles__%s\n' 0=admin 1=biller 2=viewer 3=integration
      ;;
  esac
}

dev_key() { secret dev-key hex; }

migrate() {
  mkdir -p "$RUN"
  (
    enter_environment migrate
    exec dotnet "$(assembly silo)" migrate
  ) >"$RUN/migrate.log" 2>&1 </dev/null || {
    tail -n 30 "$RUN/migrate.log" >&2
    die "The database could not be brought up to date; the end of the log is above."
  }
}

# Brings the instance up: its database to date, then the hosts that are missing. PostgreSQL runs already.
start_hosts() {
  choose_ports
  mkdir -p "$OUTBOX"
  postgres_database_of_instance "${1:-}"
  migrate
  start_host silo
  start_host api
  wait_ready silo
  wait_ready api
}

# A server named from outside comes with its database.
postgres_database_of_instance() {
  [[ -z "$DATABASE" ]] || postgres_database "$DATABASE" "$1"
}

# $1: host.
wait_ready() {
  # A moment passes before the new process is dotnet's.
  local begun=$((SECONDS + 2)) deadline=$((SECONDS + READY_SECONDS))
  until host_ready "$1"; do
    if ((SECONDS > deadline)) || { ((SECONDS > begun)) && ! host_runs "$1"; }; then
      tail -n 30 "$RUN/$1.log" >&2
      die "The $1 did not become ready; the end of $RUN/$1.log is above."
    fi
    sleep 0.2
  done
}

# The api first, so that nobody is let in any more while the silo drains.
stop_hosts() {
  local host pid deadline
  for host in api silo; do
    host_runs "$host" || continue
    pid="$(host_pid "$host")"
    kill -TERM "$pid"
    deadline=$((SECONDS + SHUTDOWN_SECONDS + 5))
    while host_runs "$host" && ((SECONDS <= deadline)); do
      sleep 0.1
    done
    if host_runs "$host"; then
      warn "The $host did not stop within $SHUTDOWN_SECONDS s; killed."
      kill -KILL "$pid"
    fi
  done
  rm -f "$RUN"/{api,silo}.pid
}
