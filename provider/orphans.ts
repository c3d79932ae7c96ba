import {
  failedWith,
  inspectContainer,
  inspectNetwork,
  inspectService,
  inspectStored,
  inspectVolume,
  removeContainer,
  removeNetwork,
  removeService,
  removeStored,
  removeVolume,
  type StoredKind,
} from "../engine/index.ts";
import type { Began, Journal } from "./journal.ts";
import { ownedBy } from "./ownership.ts";
import type { Operation } from "./resources/resource.ts";

type Remover = (operation: Operation, name: string) => Promise<void>;

/** Milliseconds that the containers of a service may take to end. */
const patience = 60_000;

/** How an object goes that nobody knows of, by kind; what is in use by now is none, and stays. */
const removers: Readonly<Record<Began["kind"], Remover>> = {
  async container({ engine, owner }, name) {
    const found = await inspectContainer(engine, name);
    if (found !== undefined && ownedBy(found.Config.Labels, owner))
      await removeContainer(engine, found.Id, { volumes: true });
  },
  async network({ engine, owner }, name) {
    const found = await inspectNetwork(engine, name);
    const unused = Object.keys(found?.Containers ?? {}).length === 0;
    if (found !== undefined && unused && ownedBy(found.Labels, owner)) await removeNetwork(engine, found.Id);
  },
  async volume({ engine, owner }, name) {
    const found = await inspectVolume(engine, name);
    if (found === undefined || !ownedBy(found.Labels, owner)) return;
    try {
      await removeVolume(engine, name);
    } catch (error) {
      if (!failedWith(error, "volume-in-use")) throw error;
    }
  },
  async service({ engine, events, owner, signal }, name) {
    const found = await inspectService(engine, name);
    if (found !== undefined && ownedBy(found.Spec.Labels, owner))
      await removeService(engine, events, found.ID, { patience, signal });
  },
  secret: async (operation, name) => await removeStoredOrphan(operation, "secret", name),
  serviceConfig: async (operation, name) => await removeStoredOrphan(operation, "config", name),
};

async function removeStoredOrphan(
  { engine, owner }: Operation,
  kind: StoredKind,
  name: string,
): Promise<void> {
  const found = await inspectStored(engine, kind, name);
  if (found !== undefined && ownedBy(found.Spec.Labels, owner)) await removeStored(engine, kind, found.ID);
}

/**
 * Removes what interrupted runs made for the operation's URN and could not record.
 *
 * @param wanted a name that is to be taken as it is, whoever made it.
 */
export async function clearOrphans(
  operation: Operation,
  kind: Began["kind"],
  wanted?: string,
): Promise<void> {
  const { journal, owner } = operation;
  if (journal.unconfirmed(kind, owner.urn).length === 0) return;
  await journal.inTurn(async () => {
    for (const name of journal.unconfirmed(kind, owner.urn)) {
      if (name !== wanted) await removers[kind](operation, name);
      journal.confirm(kind, name);
    }
  });
}

/**
 * Removes what Pulumi was never told of, under whatever URN: they can be in no state, and
 * would hold what is to go now. A volume stays: what has its name may have been kept on purpose, for its data.
 *
 * @param operationOn gives the operation on a URN.
 */
export async function clearUntold(journal: Journal, operationOn: (urn: string) => Operation): Promise<void> {
  await journal.inTurn(async () => {
    for (const kind of ["service", "container", "network", "secret", "serviceConfig"] as const) {
      for (const { urn, name } of journal.untold().filter(each => each.kind === kind)) {
        await removers[kind](operationOn(urn), name);
        journal.confirm(kind, name);
      }
    }
    for (const { urn, name } of journal.untold().filter(each => each.kind === "volume")) {
      if ((await inspectVolume(operationOn(urn).engine, name)) === undefined) journal.confirm("volume", name);
    }
  });
}
