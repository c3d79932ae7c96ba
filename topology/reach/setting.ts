import { type EngineFacts, majorVersion } from "../model/engine.ts";
import { isUnknown, type Maybe } from "../model/known.ts";
import { type AddressFamily, addressFamilies } from "../model/network.ts";
import type { Truth } from "./truth.ts";

/** One way in which an engine may be set up, as far as it matters to packets. */
export interface Setting {
  /** Since 28: it keeps other machines off its containers' addresses, and networks of its own apart by that alone. */
  readonly modern: boolean;
  /** Whether it knows gateway modes (since 27). */
  readonly knowsModes: boolean;
  readonly filtersIpv6: boolean;
  readonly nftables: boolean;
  readonly proxy: boolean;
  readonly direct: boolean;
}

/** Every way in which an engine may be set up, by what is told of it: one where all is told that matters. */
export function settingsOf(engine: EngineFacts = {}): Setting[] {
  return generationsOf(engine).flatMap(({ since, nftables }) =>
    choicesOf(engine.userlandProxy, true).flatMap(proxy =>
      choicesOf(engine.directRouting, false).flatMap(direct =>
        choicesOf(engine.filtersIpv6, since >= 27).map(filtersIpv6 => ({
          modern: since >= 28,
          // Who sets a mode has an engine that knows of modes, unless it is told to be older.
          knowsModes: since >= 27 || majorVersion(engine.version) === undefined,
          filtersIpv6,
          nftables,
          proxy,
          direct,
        })),
      ),
    ),
  );
}

/** Versions that differ from the one before, and what filters there. */
const generations = [
  { since: 0, before: 27, nftables: false },
  { since: 27, before: 28, nftables: false },
  { since: 28, before: Number.POSITIVE_INFINITY, nftables: false },
  { since: 29, before: Number.POSITIVE_INFINITY, nftables: true },
] as const;

function generationsOf({ version, firewall }: EngineFacts): (typeof generations)[number][] {
  const major = majorVersion(version);
  return generations.filter(({ since, before, nftables }) => {
    if (major !== undefined && (major < since || major >= before)) return false;
    if (firewall === undefined || isUnknown(firewall)) return true;
    return nftables === (firewall === "nftables");
  });
}

function choicesOf(told: Maybe<boolean> | undefined, otherwise: boolean): boolean[] {
  if (told === undefined) return [otherwise];
  return isUnknown(told) ? [true, false] : [told];
}

/** What holds in one setting of the engine, for addresses of one family. */
export type Rule = (setting: Setting, family: AddressFamily) => Truth;

/** What a rule comes to in each setting, for each family. */
export type Odds = readonly Truth[];

export function oddsOf(settings: readonly Setting[], rule: Rule): Odds {
  return settings.flatMap(setting => addressFamilies.map(family => rule(setting, family)));
}

/** Whether there is anything in it that may hold. */
export function mayHold(odds: Odds): boolean {
  return odds.some(truth => truth !== false);
}

/** What of two things comes out where both must hold. */
export function bothOdds(left: Odds, right: Odds): Odds {
  return left.map((truth, index) => {
    const other = right[index];
    if (truth === false || other === false) return false;
    return truth === undefined || other === undefined ? undefined : true;
  });
}

/** What of two things comes out where either will do. */
export function eitherOdds(left: Odds, right: Odds): Odds {
  return left.map((truth, index) => {
    const other = right[index];
    if (truth === true || other === true) return true;
    return truth === undefined || other === undefined ? undefined : false;
  });
}

/** What holds in each family whatever the setting: undefined where settings differ, or it is not known in one. */
export function acrossSettings(odds: Odds): Readonly<Record<AddressFamily, Truth>> {
  const of = (at: number): Truth => {
    const truths = odds.filter((_, index) => index % addressFamilies.length === at);
    const [first] = truths;
    return truths.every(truth => truth === first) ? first : undefined;
  };
  return { ipv4: of(0), ipv6: of(1) };
}

/** Whether it would be known, if only the engine were. */
export function hangsOnEngine(odds: Odds): boolean {
  return odds.every(truth => truth !== undefined);
}
