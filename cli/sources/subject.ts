import type { Source, Topology } from "../../topology/index.ts";
import { unfinishedText } from "../unfinished.ts";

/** Something that had to be said about a source: a sentence of what and one of what to do, and where. */
export interface Remark extends Partial<Source> {
  readonly message: string;
  /** The variable that is not set, where it is about one. */
  readonly variable?: string;
}

/** Something to look at: a topology, or why there is none. */
export interface Subject {
  /** A stack, a file or an engine. */
  readonly name: string;
  /** Undefined where there are problems. */
  readonly topology: Topology | undefined;
  /** Where there are problems: what can be judged beside them, though not what reaches what. */
  readonly readable?: Topology;
  /** Whether anything in it was declared to be held against. */
  readonly declares: boolean;
  /** Why it cannot be told. */
  readonly problems: readonly Remark[];
  /** What has to be known about it. */
  readonly remarks: readonly Remark[];
  /** The file it is written in, for what has no better place. */
  readonly file?: string;
  /** The files by which it is judged, where it has its own. */
  readonly policy?: { readonly config: string | undefined; readonly exceptions: string | undefined };
  /** Where an element of the topology stands, or the nearest that it is a part of. */
  readonly locate?: (path: readonly (string | number)[]) => Source | undefined;
}

/** A topology as a subject; one that is not known as a whole is a problem. */
export function subjectOf(topology: Topology, declares: boolean, file?: string): Subject {
  const { name } = topology;
  const unfinished = unfinishedText(topology);
  return {
    name,
    declares,
    remarks: [],
    ...(unfinished === undefined
      ? { topology, problems: [] }
      : { topology: undefined, problems: [{ message: unfinished }] }),
    ...(file === undefined ? {} : { file }),
  };
}

/** `FILE:LINE:COLUMN MESSAGE`, as far as the place is known; `FILE: MESSAGE` of a file as a whole. */
export function remarkText({ file, line, column, message }: Remark): string {
  const place = [file, line, column].filter(part => part !== undefined).join(":");
  return place === "" ? message : `${place}${line === undefined ? ":" : ""} ${message}`;
}
