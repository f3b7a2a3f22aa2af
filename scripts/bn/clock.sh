# shellcheck shell=bash
# The cluster's time of day. An instance keeps it in a file: offset in seconds, time, zone.

# $1: "10:00 America/Chicago". Prints the seconds between now and that time of today's date in that zone.
clock_offset() {
  local time="${1%% *}" zone="${1#* }" then
  [[ "$time" =~ ^([01]?[0-9]|2[0-3]):[0-5][0-9]$ && "$zone" != "$1" ]] ||
    die "--clock takes a time and a zone, as in --clock \"10:00 America/Chicago\", or now."
  # date takes an unknown zone for UTC without a word.
  [[ "$zone" == UTC || -f "/usr/share/zoneinfo/$zone" ]] || die "'$zone' is not a time zone this machine knows."
  then="$(TZ="$zone" date -d "$time" +%s)" || die "--clock needs GNU date."
  printf '%s' "$((then - $(date +%s)))"
}

# $1: file, $2: "10:00 America/Chicago".
clock_set() {
  local offset
  offset="$(clock_offset "$2")"
  mkdir -p "$(dirname "$1")"
  printf '%s %s\n' "$offset" "$2" >"$1"
}

# $1: file. Prints the offset as a .NET TimeSpan.
clock_timespan() {
  local seconds sign=""
  seconds="$(clock_seconds "$1")"
  if ((seconds < 0)); then
    sign=-
    seconds=$((-seconds))
  fi
  printf '%s%d.%02d:%02d:%02d' "$sign" $((seconds / 86400)) $((seconds / 3600 % 24)) $((seconds / 60 % 60)) $((seconds % 60))
}

clock_seconds() {
  local seconds=0
  [[ ! -f "$1" ]] || read -r seconds _ <"$1"
  printf '%s' "$seconds"
}

# $1: file. Prints "10:00 America/Chicago", or nothing when the clock is the real one.
clock_spec() {
  local spec=""
  [[ ! -f "$1" ]] || read -r _ spec <"$1"
  printf '%s' "$spec"
}

# $1: file. Prints the cluster's date in the zone of its clock.
clock_date() {
  local spec
  spec="$(clock_spec "$1")"
  TZ="${spec#* }" date -d "@$(($(date +%s) + $(clock_seconds "$1")))" +%F
}
