import { dirname } from "node:path/posix";
import { merged } from "../form/form.ts";
import { into, root } from "../form/path.ts";
import { service as serviceForm } from "../form/service.ts";
import { limits } from "../yaml/limits.ts";
import { type Entry, field, type Mapping, mapping, sizeOf, type Value } from "../yaml/value.ts";
import { filledIn } from "./documents.ts";
import { contextOf, locationOf, type Session, type Setting, textOf } from "./session.ts";

/** A service of a file. */
interface Extended {
  readonly file: string;
  readonly service: string;
}

/** The services of a file, each read when it is extended: the others are nobody's business. */
interface Services {
  readonly get: (name: string) => Pick<Entry, "value"> | undefined;
}

/** How long a chain of extensions may be; what goes on longer has lost its way. */
const deepest = 200;

/** Puts what services extend into them, as a file's own services and those of other files have it. */
export function withExtensions(session: Session, document: Mapping, file: string, setting: Setting): Mapping {
  const services = document.entries.get("services");
  if (services?.value.kind !== "mapping") return document;
  const extension = new Extension(session, setting.lookup);
  const named = services.value.entries;
  const extended = [...named].map(([name, entry]): [string, Entry] => [
    name,
    { key: entry.key, value: extension.of(entry.value, { file, service: name }, named, setting.folder, []) },
  ]);
  const value = mapping(extended, services.value.place);
  return mapping([...document.entries, ["services", { key: services.key, value }]], document.place);
}

class Extension {
  readonly #session: Session;
  readonly #lookup: Setting["lookup"];
  readonly #files = new Map<string, Services | undefined>();
  /** Services with all they extend, by file and name: many extend the same. */
  readonly #done = new Map<string, Value>();
  /** How many values were put into services that extend others. */
  #copied = 0;

  constructor(session: Session, lookup: Setting["lookup"]) {
    this.#session = session;
    this.#lookup = lookup;
  }

  /**
   * A service with what it extends, and so on.
   *
   * @param among the services of its file.
   * @param below those that led here, of which it must not be one.
   */
  of(service: Value, self: Extended, among: Services, folder: string, below: readonly Extended[]): Value {
    const wish = field(service, "extends");
    const [name, file] = [textAt(wish, "service"), textAt(wish, "file")];
    if (service.kind !== "mapping" || wish === undefined) return service;
    const entries = new Map(service.entries);
    entries.delete("extends");
    const own: Value = { ...service, entries };
    const complain = (message: string): Value => {
      this.#session.problems.add(wish.place, message);
      return own;
    };
    if (name === undefined) return complain("This extends nothing. Give the name of a service.");
    const way = [...below, self];
    const base = { file: file === undefined ? self.file : locationOf(this.#session, file), service: name };
    if (way.some(one => one.file === base.file && one.service === base.service)) {
      return complain(
        `${self.service} extends ${name}, which in the end extends it. Take one of the two out.`,
      );
    }
    if (way.length > deepest) return complain("This is one extension of an extension too many. Use fewer.");
    const services = file === undefined ? among : this.#servicesOf(file, base.file);
    if (services === undefined) return complain(`The file ${base.file} is not there. Correct the path.`);
    const found = services.get(name);
    if (found === undefined) {
      return complain(`There is no service ${name} in ${base.file} to extend. Correct the name.`);
    }
    const baseFolder = file === undefined ? folder : dirname(file);
    const extended = this.#once(base, () => this.of(found.value, base, services, baseFolder, way));
    this.#copied += sizeOf(extended);
    if (this.#copied > limits.values)
      return complain(`All that is extended is over ${limits.values} values. Use less.`);
    return merged(serviceForm, extended, own);
  }

  #once({ file, service }: Extended, extend: () => Value): Value {
    const key = `${file}\0${service}`;
    const value = this.#done.get(key) ?? extend();
    this.#done.set(key, value);
    return value;
  }

  /** The services of another file, whose paths are relative to that file. */
  #servicesOf(path: string, location: string): Services | undefined {
    if (!this.#files.has(path)) this.#files.set(path, this.#readServices(path, location));
    return this.#files.get(path);
  }

  #readServices(path: string, location: string): Services | undefined {
    const text = textOf(this.#session, location);
    if (text === undefined) return undefined;
    const setting = { folder: dirname(path), lookup: this.#lookup };
    const written = filledIn(this.#session, text, setting).flatMap(
      document => field(document, "services") ?? [],
    );
    const context = contextOf(this.#session, setting);
    return {
      get: name => {
        const found = written.flatMap(services =>
          services.kind === "mapping" ? (services.entries.get(name) ?? []) : [],
        );
        const whole = found.reduce<Value | undefined>(
          (base, { value }) =>
            merged(serviceForm, base, serviceForm.read(value, into(into(root, "services"), name), context)),
          undefined,
        );
        return whole === undefined || whole.tag === "reset" ? undefined : { value: whole };
      },
    };
  }
}

function textAt(value: Value | undefined, name: string): string | undefined {
  const found = field(value, name);
  return found?.kind === "scalar" && typeof found.value === "string" ? found.value : undefined;
}
