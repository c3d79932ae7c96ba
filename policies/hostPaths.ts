import { holdsRuntimeSocket, isRootEquivalent, isWithin, plainPath } from "../topology/index.ts";

/** What lies there is not for others to read, beside what makes one root: credentials, devices, logs. */
const privateFolders: ReadonlySet<string> = new Set(["/dev", "/run/secrets", "/var/log"]);
const privateFiles =
  /\/(\.(ssh|aws|kube|gnupg|docker|azure|netrc|pgpass|git-credentials)|\.config\/gcloud)(\/|$)/;
/** Of /etc, what lets one in or decides who is believed. */
const privateSettings = [
  ...["/etc/ssl/private", "/etc/wireguard", "/etc/openvpn", "/etc/ipsec.d", "/etc/ipsec.secrets"],
  ...["/etc/pki/tls/private", "/etc/pki/private", "/etc/krb5.keytab"],
];

/** What programs write in /etc that nobody on the host runs or believes. */
const writableSettings = ["/etc/localtime", "/etc/timezone"];

/** The socket by which systemd and other services of the host take orders, and the folders it lies in. */
const bus = ["/run/dbus/system_bus_socket", "/run/systemd/private"];

/** Whether a path of the host is a runtime's socket itself, and no folder that holds more. */
export function isRuntimeSocket(path: string): boolean {
  return holdsRuntimeSocket(path) && !isRootEquivalent(path) && /\.(sock|ttrpc)$/.test(plainPath(path));
}

/** Whether the socket of the host's D-Bus is there, and nothing worse. */
export function holdsBus(path: string): boolean {
  const plain = plainPath(path);
  return plain !== "/" && bus.some(socket => isWithin(socket, plain)) && !holdsRuntimeSocket(plain);
}

/** Whether whoever writes to a path of the host changes what the host runs, believes or lets in. */
export function isDangerousToWrite(path: string): boolean {
  const plain = plainPath(path);
  const isSetting = isWithin(plain, "/etc") && !writableSettings.includes(plain);
  return isRootEquivalent(plain) || isSetting;
}

/** Whether a path of the host holds what no container should read. */
export function isSensitive(path: string): boolean {
  const place = plainPath(path);
  return (
    isRootEquivalent(place) ||
    privateFolders.has(place) ||
    privateSettings.some(one => isWithin(place, one)) ||
    (!isOfProject(place) && privateFiles.test(place))
  );
}

/** Whether it came with a compose project: a `.docker` in there is nobody's home. */
function isOfProject(path: string): boolean {
  return path.startsWith(".");
}
