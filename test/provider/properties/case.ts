import type { Properties } from "../../../provider/protocol/values.ts";
import type { Change } from "../../../provider/tables/property.ts";
import type { ByRelease } from "../byRelease.ts";
import type { Part } from "../shows.ts";

/** What is promised of one property, or of a few that go together. */
export type PropertyCase = ByRelease<Case>;

/** The same for the engine under test. */
export interface Case {
  /** The values under test, to create with. */
  readonly first: Properties;
  /** What the engine's inspect then shows. */
  readonly shows?: Part;
  /** Other values for the same properties; undefined takes one away. */
  readonly second: Properties;
  /** What the change from the first to the second values is planned as, for every property of `first`. */
  readonly change: Change;
  /** What the engine's inspect shows after an update in place. */
  readonly nowShows?: Part;
  /** Inputs that the values under test need beside them. */
  readonly beside?: Properties;
  /** Started; most settings are there to be seen on a container that is only created, which is much quicker. */
  readonly started?: true;
  /**
   * What the engine of this kind of machine says when the first values are to be created: it cannot do it. That an engine
   * is too old for a property, the tables tell.
   */
  readonly refused?: RegExp;
  /** What it says at the start: it creates the container, but cannot run it. */
  readonly startRefused?: RegExp;
}
