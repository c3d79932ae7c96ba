/**
 * The surroundings that a check reads compose files in: Compose's own settings, and nothing else of who runs it, so that
 * the verdict depends on the files. `~` stays somebody's home, and the project's folder is where it is.
 */
export function surroundingsOf(environment: NodeJS.ProcessEnv): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(environment).filter(([name]) => name.startsWith("COMPOSE_"));
  return { ...Object.fromEntries(own), HOME: "~", PWD: "." };
}
