/** What is said of networks that are made elsewhere, by their names on the engine. */
export type Described = Readonly<Record<string, DescribedNetwork>>;

/** What a network is that a file only names. */
export interface DescribedNetwork {
  /** E.g. `bridge` or `overlay`. */
  readonly driver: string;
  readonly internal: boolean;
}
