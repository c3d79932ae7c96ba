import type { PathSample } from "./path.ts";

const levels = "▁▂▃▄▅▆▇█";

/** Values as a row of bars; a gap stands for one that is missing. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const most = Math.max(0, ...values.map(value => value ?? 0));
  return values
    .map(value => {
      if (value === undefined) return " ";
      return levels[most === 0 ? 0 : Math.min(7, Math.floor((value / most) * 7.999))] ?? " ";
    })
    .join("");
}

const size = { width: 720, height: 260, left: 56, top: 24, bottom: 30 } as const;

/** Draws the percentiles over time as SVG; where everything was lost there is a gap. */
export function pathPlot(samples: readonly PathSample[]): string {
  const most = Math.max(0.001, ...samples.map(({ p99 = 0 }) => p99));
  const across = size.width - size.left - 16;
  const down = size.height - size.top - size.bottom;
  const x = (index: number): number => size.left + (across * index) / Math.max(1, samples.length - 1);
  const y = (value: number): number => size.top + down * (1 - value / most);
  const line = (key: "p50" | "p99", colour: string): string => {
    const points = samples.map((sample, index) => ({ value: sample[key], at: x(index) }));
    const path = points
      .map(({ value, at }, index) => {
        if (value === undefined) return "";
        const isFirst = index === 0 || points[index - 1]?.value === undefined;
        return `${isFirst ? "M" : "L"}${at.toFixed(1)},${y(value).toFixed(1)}`;
      })
      .join("");
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.8"/>`;
  };
  const marks = [0, most / 2, most].map(
    value =>
      `<line x1="${size.left}" x2="${size.width - 16}" y1="${y(value)}" y2="${y(value)}" stroke="#8884"/><text x="6" y="${y(value) + 4}">${value.toFixed(2)} ms</text>`,
  );
  const [first] = samples;
  const title = first === undefined ? "" : escaped(`${first.from} => ${first.to}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="system-ui, sans-serif" font-size="11" fill="#777">`,
    `<text x="${size.left}" y="14" font-size="13">${title}: p50 blue, p99 orange; there and back</text>`,
    ...marks,
    line("p50", "#2f7de1"),
    line("p99", "#e08a1e"),
    "</svg>",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, letter => `&#${letter.charCodeAt(0)};`);
}
