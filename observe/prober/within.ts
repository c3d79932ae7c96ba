import type { Namespace, NamespaceHelper } from "../helper/namespaceHelper.ts";

/** Has a helper do something; gives undefined where the container whose namespace it is in has ended. */
export type Within = <Result>(
  namespace: Namespace,
  work: (helper: NamespaceHelper) => Promise<Result>,
) => Promise<Result | undefined>;
