const standard: ReadonlySet<string> = new Set([
  ...["ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE"],
  ...["POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU"],
  ...["URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ"],
]);

const realTime = /^(RTMIN(\+([1-9]|1[0-5]))?|RTMAX(-([1-9]|1[0-4]))?)$/;

/** What keeps a text from being a signal's name. @see https://man7.org/linux/man-pages/man7/signal.7.html */
export function whyNoSignal(text: string): string | undefined {
  const name = text.startsWith("SIG") ? text.slice(3) : "";
  return standard.has(name) || realTime.test(name) ? undefined : "give a signal's name, such as SIGTERM";
}
