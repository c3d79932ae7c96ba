/** Where a server tells its own health check that it is well; open on loopback only. */
export const healthAddress = "127.0.0.1:8404";
export const healthPath = "/health";
export const healthUrl = `http://${healthAddress}${healthPath}`;

/** The embedded DNS server of every user-defined network. */
export const engineDns = "127.0.0.11";
