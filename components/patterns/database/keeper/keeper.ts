import { secretsFolder } from "../../../plan/folders.ts";
import type { KeeperPlan } from "../../../plan/keeper.ts";
import type { DatabaseArgs } from "../args.ts";
import type { PasswordFiles } from "../engine.ts";
import { engineOf, identityOf } from "../link.ts";
import { keeperScript } from "./script.ts";

/** Where passwords lie in a folder. */
export function passwordFiles(folder: string): PasswordFiles {
  return { user: `${folder}/password`, root: `${folder}/root-password` };
}

/** What runs before a database's container is touched: see `keeperScript`. */
export function keeperPlan(args: DatabaseArgs): KeeperPlan {
  const engine = engineOf(args);
  const { dataFolder, clusterFolder, runFolder, runSocket, hasRoot } = engine;
  const socket = args.socket === undefined ? runSocket : engine.socket(args.socket.folder()).file;
  const script = keeperScript(
    {
      ...identityOf(args),
      runFolder,
      dataFolder: clusterFolder,
      socket,
      kept: passwordFiles(runFolder),
      given: passwordFiles(secretsFolder),
    },
    engine.keeper,
  );
  const secrets = {
    password: args.password,
    ...(hasRoot ? { "root-password": args.rootPassword ?? args.password } : {}),
  };
  return { script, secrets, readsOnly: [dataFolder] };
}
