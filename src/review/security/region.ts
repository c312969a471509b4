/** The traffic that a rule is about: ports of a protocol, from or to addresses. */
export interface Region {
  /** `tcp`; `*` for every protocol. */
  readonly protocol: string;
  /** Both ends included. */
  readonly ports: readonly [number, number];
  /** Ports that only a deployment knows. */
  readonly unknownPorts?: string;
  /** What the addresses are of: `IPv4`; for a peer that has no addresses here, what it is. */
  readonly space: string;
  /** Both ends included. */
  readonly addresses: readonly [bigint, bigint];
}

/** What is left of a region when others are taken away. */
export function remainder(region: Region, others: readonly Region[]): readonly Region[] {
  return others.reduce<readonly Region[]>((left, other) => left.flatMap((each) => without(each, other)), [region]);
}

function without(region: Region, other: Region): readonly Region[] {
  if (other.space !== region.space) return [region];
  if (other.protocol !== '*' && other.protocol !== region.protocol) return [region];
  const isWhole = other.protocol === '*' || (other.unknownPorts === undefined && covers(other.ports, [0, 65_535]));
  const isSame = other.unknownPorts === region.unknownPorts;
  if (!isWhole && !isSame) return [region];
  const [first, last] = isWhole ? region.ports : other.ports;
  const [from, to] = other.addresses;
  if (last < region.ports[0] || first > region.ports[1]) return [region];
  if (to < region.addresses[0] || from > region.addresses[1]) return [region];
  const ports: readonly [number, number] = [Math.max(first, region.ports[0]), Math.min(last, region.ports[1])];
  const pieces: Region[] = [];
  // Beside it in ports; then, at its ports, beside it in addresses.
  if (region.ports[0] < ports[0]) pieces.push({ ...region, ports: [region.ports[0], ports[0] - 1] });
  if (ports[1] < region.ports[1]) pieces.push({ ...region, ports: [ports[1] + 1, region.ports[1]] });
  if (region.addresses[0] < from) pieces.push({ ...region, ports, addresses: [region.addresses[0], from - 1n] });
  if (to < region.addresses[1]) pieces.push({ ...region, ports, addresses: [to + 1n, region.addresses[1]] });
  return pieces;
}

function covers([first, last]: readonly [number, number], [from, to]: readonly [number, number]): boolean {
  return first <= from && to <= last;
}

/** Whether two regions have something in common. */
export function meet(one: Region, other: Region): boolean {
  const [left, ...more] = without(one, other);
  return more.length > 0 || left !== one;
}
