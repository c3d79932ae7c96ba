import type { Schedule } from "./schedule.ts";

/** Where the scheduler's script lies. */
export const schedulerPath = "/etc/bulkhead/schedule.sh";

/** An in-memory folder: what is known of the last run, and of one that is at it. */
export const runsFolder = "/run/bulkhead";

/**
 * What runs a job again and again, as the first process of its container: a shell that sleeps in between. It waits for
 * each run's end before it looks at the clock again, so there are never two; what falls into a run is left out.
 *
 * For any POSIX shell, with `date` and `sleep`. What it writes is read by `bulkhead status`: to `last` the seconds since
 * 1970 in which the last run began and ended, and its exit code; to `now` those in which one began that is still at it;
 * to the log a line before and after each run.
 */
export function schedulerScript(schedule: Schedule): string {
  return `set -u
runs=${runsFolder}
child=

# Ends what is at it, as the container's own stop would have.
stop() {
  trap '' TERM INT
  if [ -n "$child" ]; then
    kill -TERM "$child" 2> /dev/null
    wait "$child"
  fi
  exit 0
}
trap stop TERM INT

# A signal ends the wait, not the sleep.
pause() {
  sleep "$1" &
  child=$!
  wait "$child"
  child=
}

run() {
  began=$(date +%s)
  echo "$began" > "$runs/now"
  echo "bulkhead: run $began"
  "$@" &
  child=$!
  wait "$child"
  code=$?
  child=
  echo "bulkhead: run $began ended with exit code $code"
  echo "$began $(date +%s) $code" > "$runs/last"
  : > "$runs/now"
}

: > "$runs/now"
${"every" in schedule ? interval(schedule.every) : clock(schedule)}`;
}

/** From one beginning to the next. */
function interval(seconds: number): string {
  return `next=$(( $(date +%s) + ${seconds} ))
while :; do
  left=$(( next - $(date +%s) ))
  [ "$left" -le 0 ] || pause "$left"
  # One that took longer than the time between two is not made up for.
  next=$(( $(date +%s) + ${seconds} ))
  run "$@"
done
`;
}

function clock({ at, eitherDay }: Extract<Schedule, { readonly at: unknown }>): string {
  const list = (values: readonly number[]): string => ` ${values.join(" ")} `;
  return `in_list() { case "$1" in *" $2 "*) return 0 ;; *) return 1 ;; esac; }
# A number as the lists have it: without a zero before it.
plain() { number=\${1#0}; echo "\${number:-0}"; }

due() {
  in_list "${list(at.minute)}" "$(plain "$1")" || return 1
  in_list "${list(at.hour)}" "$(plain "$2")" || return 1
  in_list "${list(at.month)}" "$(plain "$4")" || return 1
  if in_list "${list(at.day)}" "$(plain "$3")"; then day=0; else day=1; fi
  if in_list "${list(at.weekday)}" "$5"; then weekday=0; else weekday=1; fi
  [ $(( day ${eitherDay ? "*" : "+"} weekday )) -eq 0 ]
}

seen=$(( $(date +%s) / 60 ))
while :; do
  pause $(( 60 - $(date +%s) % 60 ))
  # The clock may have been set, or the sleep be a moment short: each minute once.
  minute=$(( $(date +%s) / 60 ))
  [ "$minute" -ne "$seen" ] || continue
  seen=$minute
  # shellcheck disable=SC2046 # five words by intention
  if due $(date -u '+%M %H %d %m %w'); then run "$@"; fi
done
`;
}
