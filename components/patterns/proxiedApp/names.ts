/** The names of an application's parts, by its own. */
export const proxyName = (app: string): string => `${app}-proxy`;
export const serviceName = (app: string, service: string): string => `${app}-${service}`;
export const frontendName = (app: string): string => `${app}-frontend`;
export const backendName = (app: string, service: string): string => `${app}-backend-${service}`;
