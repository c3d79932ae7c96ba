import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readSchedule } from "../../../components/patterns/job/schedule.ts";
import { schedulerScript } from "../../../components/patterns/job/scheduler.ts";
import { Folder } from "../../harness/folder.ts";
import { outcomeOf } from "../../harness/project.ts";

/** A clock that only a sleep moves: what the scheduler does in hours is seen in seconds. */
const date = `#!/bin/sh
now=$(cat "$CLOCK")
case "$1" in
  +%s) echo "$now" ;;
  -u) TZ=UTC exec /bin/date -u -d "@$now" "$2" ;;
esac
`;
const sleep = `#!/bin/sh
now=$(( $(cat "$CLOCK") + $1 ))
echo "$now" > "$CLOCK"
[ "$now" -lt "$END" ] || kill -TERM "$PPID"
`;

/** What a run does: notes its beginning, and takes its time. */
const job = `echo "$(date +%s)" >> "$RUNS"; echo "$(( $(cat "$CLOCK") + $TAKES ))" > "$CLOCK"; exit $CODE`;

interface Played {
  readonly from: string;
  readonly hours: number;
  /** Seconds that a run takes. */
  readonly takes?: number;
  readonly code?: number;
}

/** When a schedule has a job run, by a clock that stands still in between. */
async function played(schedule: string, { from, hours, takes = 0, code = 0 }: Played): Promise<string[]> {
  const read = readSchedule(schedule);
  assert(!("problem" in read), schedule);
  const folder = new Folder();
  try {
    const path = (name: string): string => join(folder.path, name);
    const begin = Date.parse(from) / 1000;
    const script = schedulerScript(read).replace("runs=/run/bulkhead", `runs=${folder.path}`);
    await folder.write({ clock: String(begin), runs: "", date, sleep, "schedule.sh": script });
    for (const name of ["date", "sleep"]) await chmod(path(name), 0o755);
    const child = spawn("sh", [path("schedule.sh"), "sh", "-c", job], {
      env: {
        PATH: `${folder.path}:${process.env["PATH"]}`,
        CLOCK: path("clock"),
        RUNS: path("runs"),
        END: String(begin + hours * 3600),
        TAKES: String(takes),
        CODE: String(code),
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const { code: end, stderr } = await outcomeOf(child);
    // A shell may say that its sleep was ended.
    assert.deepEqual([end, stderr.replaceAll("Terminated\n", "")], [0, ""]);
    const runs = (await readFile(path("runs"), "utf8")).split("\n").filter(line => line !== "");
    return runs.map(second => new Date(Number(second) * 1000).toISOString().slice(5, 19));
  } finally {
    folder.dispose();
  }
}

describe("the schedule of a job", () => {
  it("is when cron would run it", async function () {
    this.timeout(60_000);
    // A Saturday.
    const day = { from: "2026-02-28T22:10:30Z", hours: 3 };
    const cases: readonly [string, readonly string[]][] = [
      ["*/20 23 * * *", ["02-28T23:00:00", "02-28T23:20:00", "02-28T23:40:00"]],
      ["@hourly", ["02-28T23:00:00", "03-01T00:00:00", "03-01T01:00:00"]],
      ["5 0 1 MAR *", ["03-01T00:05:00"]],
      ["8,9 0-1 * * 7", ["03-01T00:08:00", "03-01T00:09:00", "03-01T01:08:00", "03-01T01:09:00"]],
      // Either day will do where both are said; else both must.
      ["30 * 28 * SUN", ["02-28T22:30:00", "02-28T23:30:00", "03-01T00:30:00"]],
      ["30 * * 2 SUN", []],
    ];
    const found = await Promise.all(cases.map(([schedule]) => played(schedule, day)));
    assert.deepEqual(
      found,
      cases.map(([, times]) => times),
    );
  });

  it("is from beginning to beginning where it is a time", async () => {
    const times = await played("@every 20m", { from: "2026-02-28T10:00:00Z", hours: 1, takes: 300 });
    assert.deepEqual(times, ["02-28T10:20:00", "02-28T10:40:00"]);
  });

  it("leaves out what falls into a run, whatever that ends with", async () => {
    const times = await played("*/10 * * * *", {
      from: "2026-02-28T10:05:00Z",
      hours: 1,
      takes: 1500,
      code: 3,
    });
    assert.deepEqual(times, ["02-28T10:10:00", "02-28T10:40:00"]);
  });

  it("is refused where cron would refuse it, or never run it", () => {
    for (const wrong of ["* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8"]) {
      assert.ok("problem" in readSchedule(wrong), wrong);
    }
    for (const wrong of ["5-1 * * * *", "*/0 * * * *", "*-3 * * * *", "0 0 31 4 *", "@every 0s", "@every"]) {
      assert.ok("problem" in readSchedule(wrong), wrong);
    }
    assert.deepEqual(readSchedule("0 0 29 2 *"), {
      at: { minute: [0], hour: [0], day: [29], month: [2], weekday: [0, 1, 2, 3, 4, 5, 6] },
      eitherDay: false,
    });
  });
});
