import { createRequire, Module } from "node:module";

/**
 * Runs `work`, during which whoever requires one of the named CommonJS modules gets a stand-in, which loads the module when
 * something of it is asked for, or it is called. Afterwards they are loaded as ever.
 *
 * @param from the file from whose place the modules are found; one that is not to be found is left alone.
 * @example loadLate(import.meta.filename, ["typescript"], () => require("a-module-that-seldom-compiles"))
 */
export function loadLate(from: string, names: readonly string[], work: () => void): void {
  const require = createRequire(from);
  const standIns = names.flatMap(name => {
    const path = found(require, name);
    return path === undefined || require.cache[path] !== undefined
      ? []
      : [{ path, module: standIn(require, path) }];
  });
  for (const { path, module } of standIns) require.cache[path] = module;
  try {
    work();
  } finally {
    for (const { path, module } of standIns) if (require.cache[path] === module) delete require.cache[path];
  }
}

function found(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    // Another version of what requires it may not need it.
    return undefined;
  }
}

/** An object, or a function where it is called as one. */
type Real = (...args: never[]) => unknown;

function standIn(require: NodeJS.Require, path: string): NodeJS.Module {
  const module: NodeJS.Module = new Module(path);
  let real: Real | undefined;
  const load = (): Real => {
    if (require.cache[path] === module) delete require.cache[path];
    real ??= require(path) as Real;
    return real;
  };
  module.exports = new Proxy(
    // Some modules are a function, and only what is one can be called.
    () => undefined,
    {
      apply: (_, self, args) => Reflect.apply(load(), self, args),
      // Otherwise what compilers make of `import *` would copy every property, and so load it at once.
      get: (_, key) => (key === "__esModule" ? true : Reflect.get(load(), key)),
      has: (_, key) => Reflect.has(load(), key),
    },
  );
  module.loaded = true;
  return module;
}
