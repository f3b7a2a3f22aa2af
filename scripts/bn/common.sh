# shellcheck shell=bash
# Words, files, ports and processes: what the other parts have in common.

say() { printf '%s\n' "$*"; }

warn() { printf 'bn: %s\n' "$*" >&2; }

die() {
  warn "$*"
  exit 1
}

is_root() { [[ "$(id -u)" == 0 ]]; }

# The data folder may be entered by the unprivileged user that runs PostgreSQL; the secrets in it may not.
data_folder() {
  mkdir -p "$DATA"
  chmod 0755 "$DATA"
}

# $1: name. Prints the secret of that name; makes it from 32 random bytes in the form $2 (hex or base64) the first time.
secret() {
  local file="$DATA/secrets/$1"
  if [[ ! -s "$file" ]]; then
    data_folder
    mkdir -p "$DATA/secrets"
    chmod 0700 "$DATA/secrets"
    (
      umask 077
      case "$2" in
        hex) head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' ;;
        base64) head -c 32 /dev/urandom | base64 | tr -d '\n' ;;
      esac >"$file.new"
    )
    mv "$file.new" "$file"
  fi
  cat "$file"
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# $1: preferred port; the others: ports already given away. Prints a free one.
free_port() {
  local port="$1" taken=" ${*:2} "
  while port_taken "$port" || [[ "$taken" == *" $port "* ]]; do
    # Below the range from which the system takes the near ends of outgoing connections.
    port=$((20000 + RANDOM % 12000))
  done
  printf '%s' "$port"
}

# $1: process id, $2: a word of its command line. A recycled id or a zombie does not count.
process_runs() {
  [[ -n "$1" ]] && kill -0 "$1" 2>/dev/null && [[ "$(command_line "$1")" == *"$2"* ]]
}

command_line() {
  if [[ -r "/proc/$1/cmdline" ]]; then
    tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null || true
  else
    ps -p "$1" -o args= 2>/dev/null || true
  fi
}

# $1: port, $2: path. Prints the HTTP status, 000 when nobody answers. curl may be missing on a bare machine.
http_status() {
  local protocol code
  if exec 3<>"/dev/tcp/127.0.0.1/$1"; then
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&3
    read -r -t 5 protocol code _ <&3 || true
    exec 3>&-
    printf '%s' "${code:-000}"
  else
    printf '000'
  fi 2>/dev/null
}
