import { fit, type Paint, painter, type Style } from '../../text/text.ts';
import type { PlaceResult } from './operation.ts';

/** How large a terminal is now. */
interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What stands in a cell for a status, and how it is painted. */
const CELLS: Readonly<Record<string, readonly [string, Style]>> = {
  PENDING: ['waits', 'dim'],
  RUNNING: ['runs', 'yellow'],
  SUCCEEDED: ['done', 'green'],
  FAILED: ['FAILED', 'red'],
  CANCELLED: ['left out', 'magenta'],
};

const ACCOUNT = 12;

/**
 * For a terminal: a table of accounts and regions that is rewritten in place. Where there are more accounts than lines, those that are
 * done make room first. Lines of text stand above it for good.
 */
export class FleetTable {
  readonly #size: () => Size;
  readonly #paint: Paint;
  readonly #cells = new Map<string, Map<string, string>>();
  #regions: readonly string[] = [];
  #drawn = 0;

  constructor(size: () => Size, isColoured: boolean) {
    this.#size = size;
    this.#paint = painter(isColoured);
  }

  /** Begins anew: with a wave, or where somebody else's operation is watched. */
  clear(): void {
    this.#cells.clear();
    this.#regions = [];
  }

  /** Adds what an operation is for; what it goes over once more waits again. */
  add(accounts: readonly string[], regions: readonly string[]): void {
    for (const account of accounts) {
      for (const region of regions) this.set({ account, region, status: 'PENDING' });
    }
  }

  /** Says how it stands at one place. */
  set({ account, region, status }: Pick<PlaceResult, 'account' | 'region' | 'status'>): void {
    const row = this.#cells.get(account) ?? new Map<string, string>();
    this.#cells.set(account, row.set(region, status));
    if (!this.#regions.includes(region)) this.#regions = [...this.#regions, region];
  }

  /** What is written so that lines stand above the table, and the table as it is now below them. */
  draw(above: readonly string[], isOver = false): string {
    const clear = this.#drawn === 0 ? '' : `\x1b[${this.#drawn}A\r\x1b[0J`;
    const frame = isOver || this.#cells.size === 0 ? [] : this.#frame();
    this.#drawn = frame.length;
    return [clear, ...[...above, ...frame].map((line) => `${line}\n`)].join('');
  }

  #frame(): readonly string[] {
    const { columns, rows } = this.#size();
    const width =
      Math.max(...this.#regions.map(({ length }) => length), ...Object.values(CELLS).map(([text]) => text.length)) + 2;
    const fits = ACCOUNT + 2 + this.#regions.length * width <= columns;
    const head = [this.#totals(columns)];
    if (!fits) return [...head, ...this.#narrow(columns, rows - 2)];
    const title = `${''.padEnd(ACCOUNT + 2)}${this.#regions.map((region) => region.padEnd(width)).join('')}`.trimEnd();
    const room = Math.max(1, rows - 3);
    const shown = this.#mostTelling(room);
    const lines = shown.map(([account, row]) => {
      const cells = this.#regions.map((region) => {
        const status = row.get(region);
        const [text, style] = CELLS[status ?? ''] ?? [status ?? '', 'dim'];
        return `${this.#paint(style, text)}${' '.repeat(width - text.length)}`;
      });
      return `${account.padEnd(ACCOUNT + 2)}${cells.join('')}`.trimEnd();
    });
    const hidden = this.#cells.size - shown.length;
    return [...head, title, ...lines, ...(hidden > 0 ? [this.#paint('dim', `and ${hidden} more accounts`)] : [])];
  }

  // Where there is no room for a table: what runs and what failed, a line each.
  #narrow(columns: number, room: number): readonly string[] {
    const places = [...this.#cells].flatMap(([account, row]) =>
      [...row].flatMap(([region, status]) =>
        ['RUNNING', 'FAILED'].includes(status) ? [{ account, region, status }] : [],
      ),
    );
    return places.slice(0, Math.max(0, room)).map(({ account, region, status }) => {
      const [text, style] = CELLS[status] ?? [status, 'dim'];
      return this.#paint(style, fit(`${text} ${account} ${region}`, columns));
    });
  }

  // What runs or has failed goes before what waits, and that before what is done; else in their order.
  #mostTelling(room: number): readonly (readonly [string, ReadonlyMap<string, string>])[] {
    const all = [...this.#cells];
    if (all.length <= room) return all;
    const rank = (row: ReadonlyMap<string, string>) => {
      const statuses = [...row.values()];
      if (statuses.includes('FAILED')) return 0;
      if (statuses.includes('RUNNING')) return 1;
      return statuses.length === 0 || statuses.includes('PENDING') ? 2 : 3;
    };
    const kept = new Set(
      [...all]
        .sort(([, one], [, other]) => rank(one) - rank(other))
        .slice(0, Math.max(1, room - 1))
        .map(([account]) => account),
    );
    return all.filter(([account]) => kept.has(account));
  }

  #totals(columns: number): string {
    const statuses = [...this.#cells.values()].flatMap((row) => [...row.values()]);
    const number = (status: string) => statuses.filter((each) => each === status).length;
    const parts = Object.entries(CELLS).flatMap(([status, [text]]) => {
      const found = number(status);
      return found > 0 ? [`${found} ${text}`] : [];
    });
    return this.#paint('bold', fit(parts.join(', '), columns));
  }
}
