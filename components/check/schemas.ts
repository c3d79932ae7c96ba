import { Output, Resource } from "@pulumi/pulumi";
import { z } from "zod";
import { whyNoImage } from "./imageName.ts";
import { nearestOf } from "./near.ts";

/** Anything Pulumi takes as an input of a string: a value, a promise or an output of one. */
export const inputString = inputOfString({});

/** The same, of what is a secret also where a program does not mark it. */
export const secretString = inputOfString({ secret: true });

function inputOfString(more: Readonly<Record<string, unknown>>): z.ZodCustom {
  return z.custom<unknown>(
    value => typeof value === "string" || value instanceof Promise || Output.isInstance(value),
    {
      error: ({ input }) =>
        `${input === undefined ? "it is missing; " : ""}give a string, or an output of one`,
      // No check looks into one.
      params: { standIn: "", ...more },
    },
  );
}

/**
 * What another stack has exported, or an output of it: that has no type in any language, and is looked at once it is known.
 *
 * @param wanted what to give.
 */
export function exported(wanted: string): z.ZodCustom {
  return z.custom<unknown>(
    value =>
      typeof value === "object" && value !== null && !Array.isArray(value) && !Resource.isInstance(value),
    {
      error: ({ input }) => `${input === undefined ? "it is missing; " : ""}${wanted}`,
      params: { untyped: true, secret: true },
    },
  );
}

/** An image's name or id. */
export const image = inputString.superRefine((value, context) => {
  const message = typeof value === "string" ? whyNoImage(value) : undefined;
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** A name as the engine's DNS knows it: it becomes an alias on networks. */
export const dnsName = z
  .string({
    error: ({ input }) =>
      typeof input === "object" && input !== null
        ? 'give the name first and the arguments after it: ("api", { ... })'
        : "give a name",
  })
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "give a DNS name: lower-case letters, digits and dashes, at most 63",
  )
  // To a program's resolver the one is an address, the other the program's own machine.
  .refine(
    name => !/^[0-9]+$/.test(name) && name !== "localhost",
    "no program would look this name up; give another",
  );

export const portNumber = z
  .int("a port is a whole number from 1 to 65535")
  .min(1, "a port is a whole number from 1 to 65535")
  .max(65535, "a port is a whole number from 1 to 65535");

/** How many of something. */
export const replicaCount = z
  .int("give a whole number")
  .min(0, "give 0 or more")
  .max(200, "give at most 200");

export const protocol = z.enum(["tcp", "udp", "sctp"], 'give "tcp", "udp" or "sctp"');

/** Where subnets come from; whether it is a block of addresses is asked where they are placed. */
export const pool = exactly({
  cidr: z.string().optional(),
  prefix: z.int("give a whole number").optional(),
});

/** Resources to wait for. */
export const resources = z.array(z.custom<Resource>(value => Resource.isInstance(value), "give a resource"));

/** A function that changes what an inner resource is given. */
export const transform = z.custom<unknown>(value => typeof value === "function", "give a function");

/** Labels by which the library knows its own; what a program wrote there would be written over. */
const ownLabel = /^bulkhead\.(env|workload|replica|segment|volume|socket|host-network|trigger)$/;

/** Labels, as a record. */
export const labels = z.record(
  z
    .string()
    .min(1, "give the label a name")
    .refine(name => !ownLabel.test(name), "the library sets this label itself; choose another name"),
  z.string("give a string"),
);

/** An object without unknown keys; its complaint names them. */
export function exactly<Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: issue => {
      if (issue.code !== "unrecognized_keys") return undefined;
      // Its keys are none that a program wrote.
      if (Resource.isInstance(issue.input)) {
        return `give an object with ${known.join(", ")}, not a resource by itself`;
      }
      const meant = issue.keys.flatMap(key => nearestOf(key, known) ?? []);
      const question = meant.length === 0 ? "" : `; did you mean ${meant.join(", ")}?`;
      return `there is no ${issue.keys.join(", ")}; there are ${known.join(", ")}${question}`;
    },
  });
}
