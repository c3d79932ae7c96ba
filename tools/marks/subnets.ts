import { randomBytes } from "node:crypto";

/** A block of 16 addresses for one network. */
export interface Subnet {
  readonly subnet: string;
  readonly gateway: string;
  readonly address: (host: number) => string;
}

/** A block of addresses of one run alone, from which it takes /28 after /28 for networks with subnets of their own. */
export class SubnetBlock {
  readonly #second: number;
  readonly #third: number;
  #taken = 0;

  constructor() {
    const [second = 0, third = 0] = randomBytes(2);
    this.#second = 64 + (second % 64);
    this.#third = third;
  }

  /** A /28 that was not given before. */
  next(): Subnet {
    const index = this.#taken++;
    const base = `10.${this.#second}.${(this.#third + Math.floor(index / 16)) % 256}`;
    const first = (index % 16) * 16;
    const address = (host: number): string => `${base}.${first + host}`;
    return { subnet: `${base}.${first}/28`, gateway: address(1), address };
  }
}
