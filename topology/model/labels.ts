/** Where something is written, for findings in files. Lines count from 1. */
export interface Source {
  readonly file: string;
  readonly line?: number;
}

/** What every part of a topology can carry. */
export interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  readonly source?: Source;
}
