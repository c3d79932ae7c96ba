/**
 * On a container that a component runs to its end before it touches a workload, such as what changes a database's
 * password: it is there for a moment, on no network, and no part of who can reach whom. Its value is the workload's id.
 */
export const keeperLabel = "bulkhead.keeper";

/** On the container of a job that comes back. Its value is the schedule. */
export const scheduleLabel = "bulkhead.schedule";
