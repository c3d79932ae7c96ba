import { haproxyCommand, haproxyPath } from "../patterns/servers/haproxy.ts";
import { healthUrl } from "../patterns/servers/health.ts";
import type { HardeningArgs } from "../workload/args/process.ts";

/** Beside haproxy's configuration: one folder for both. */
export const gatewayPath = haproxyPath.replace(/[^/]*$/, "gateway.sh");

/** The user that haproxy's images have for it, and images/egress too. */
const usualUser = "99:99";

/** As whom a relay runs that is a gateway, once it has begun. */
export function gatewayUser(hardening: HardeningArgs | undefined): string {
  return hardening?.user ?? usualUser;
}

/**
 * What a relay is given for becoming a gateway. Addresses of its own and rules of its routing take NET_ADMIN; the other two
 * are for giving it up: what leaves root for another user has none left, and nothing it starts gets one back.
 */
export function gatewayHardening(hardening: HardeningArgs | undefined, replicas: number): HardeningArgs {
  return {
    ...hardening,
    user: "0:0",
    capabilities: [...new Set([...(hardening?.capabilities ?? []), "NET_ADMIN", "SETGID", "SETUID"])].sort(),
    newPrivileges: false,
    sysctls: {
      ...besideItsBridge,
      // One that is back is found at once. Of two, whoever is back is not to take over what runs by the other.
      ...(replicas === 1 ? { "net.ipv4.conf.all.arp_notify": "1" } : {}),
      ...hardening?.sysctls,
    },
  };
}

/**
 * On a macvlan and on the bridge below it, one is asked on both for one's addresses: each interface answers for its own.
 */
export const besideItsBridge: Readonly<Record<string, string>> = { "net.ipv4.conf.all.arp_ignore": "1" };

/** Where a gateway is. */
export interface Gateway {
  /** Its own address on the network that it is the gateway of. */
  readonly own: string;
  /** The gateway's address there, with its prefix: `10.64.3.33/27`. */
  readonly address: string;
  /** That network, in CIDR notation. */
  readonly network: string;
  /** The gateway by which it goes out itself. */
  readonly beyond: string;
  /** As whom it goes on. */
  readonly user: string;
}

/**
 * What makes a relay the gateway of a network. Engines keep a gateway's address for the host; where the host has none
 * there, nobody answers for it but who takes it. Whatever comes in from that network is for the relay, be it to an address
 * of a block or to any other: what haproxy does not listen for is refused at once, and nothing is ever routed on. What the
 * relay sends by itself goes where it always goes, by the network that leads out.
 *
 * The kernel looks for a local address in the table `local` alone, so that all addresses stand there; the length of their
 * prefix, which is 0, leaves them out everywhere but where it is asked for what comes in.
 */
export function gatewayScript({ own, address, network, beyond, user }: Gateway): string {
  const [program, ...args] = haproxyCommand;
  return [
    "set -e",
    'ip() { busybox ip "$@"; }',
    `device=$(ip -o -4 address show to ${own} | { read -r _ name _; echo "$name"; })`,
    `[ -n "$device" ] || { echo "No interface has ${own}."; exit 1; }`,
    `ip address add ${address} dev "$device"`,
    `ip route replace default via ${beyond}`,
    "ip route add local default dev lo table local",
    "ip rule add pref 1 lookup local suppress_prefixlength 0",
    `ip rule add pref 2 iif "$device" to ${network} lookup main`,
    'ip rule add pref 3 iif "$device" lookup local',
    "ip rule del pref 0",
    // Taken once more, it is told to whom it concerns.
    'busybox ifconfig "$device" hw ether "$(busybox cat "/sys/class/net/$device/address")"',
    `exec ${asUser(user, `"$(command -v ${program})"`, args)}`,
    "",
  ].join("\n");
}

/** The entrypoint of a relay that is a gateway. */
export const gatewayCommand = ["sh", gatewayPath];

/** What asks whether it is well: as the user it runs as, and with no more rights. */
export function gatewayHealth(user: string): string[] {
  return ["sh", "-c", asUser(user, '"$(command -v wget)"', ["-q", "-O", "/dev/null", healthUrl])];
}

function asUser(user: string, program: string, args: readonly string[]): string {
  const quoted = `'${user.replaceAll("'", "'\\''")}'`;
  return `busybox start-stop-daemon -S -c ${quoted} -x ${program} -- ${args.join(" ")}`;
}
